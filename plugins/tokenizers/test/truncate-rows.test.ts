import { CodexError } from '@codex-ml/plugin-api';
import { cutWindows, shareRoom } from '@codex-ml/tokenizers/dist/truncate-rows.js';
import { expect } from 'chai';
import fc from 'fast-check';

describe('shareRoom', () => {
  it('lets the longer text give way token by token, then both', () => {
    expect(shareRoom(8, 3, 7, 'longest-first')).to.deep.equal([4, 3]);
    expect(shareRoom(3, 8, 7, 'longest-first')).to.deep.equal([3, 4]);
    expect(shareRoom(8, 7, 7, 'longest-first')).to.deep.equal([4, 3]);
    expect(shareRoom(7, 7, 7, 'longest-first')).to.deep.equal([3, 4]);
    expect(shareRoom(2, 3, 7, 'longest-first')).to.deep.equal([2, 3]);
    expect(shareRoom(9, 9, 0, 'longest-first')).to.deep.equal([0, 0]);
  });

  it('fills the room and never gives a text more than it has', () => {
    const count = fc.nat({ max: 50 });
    fc.assert(
      fc.property(count, count, count, (first, second, room) => {
        const [a, b] = shareRoom(first, second, room, 'longest-first');
        expect(a + b).to.equal(Math.min(first + second, room));
        expect(a).to.be.within(0, first);
        expect(b).to.be.within(0, second);
      }),
    );
  });

  it('cuts the one text that is named, or refuses', () => {
    expect(shareRoom(8, 3, 7, 'only-first')).to.deep.equal([4, 3]);
    expect(shareRoom(3, 8, 7, 'only-second')).to.deep.equal([3, 4]);
    expect(() => shareRoom(3, 8, 7, 'only-first')).to.throw(
      CodexError,
      'the first text has 3 tokens and should give way by 4, to fit 7',
    );
  });
});

describe('cutWindows', () => {
  it('covers all tokens, each window repeating the end of the one before', () => {
    expect(cutWindows(10, 4, 1, 'right')).to.deep.equal([
      [0, 4],
      [3, 7],
      [6, 10],
    ]);
    expect(cutWindows(10, 4, 0, 'left')).to.deep.equal([
      [6, 10],
      [2, 6],
      [0, 2],
    ]);
    expect(cutWindows(4, 4, 3, 'right')).to.deep.equal([[0, 4]]);
    expect(cutWindows(10, 4, undefined, 'left')).to.deep.equal([[6, 10]]);
  });

  it('refuses a stride that leaves windows nowhere to go', () => {
    expect(() => cutWindows(10, 4, 4, 'right')).to.throw(
      CodexError,
      '`stride` is 4 and a window holds 4 tokens',
    );
    expect(() => cutWindows(10, 0, 0, 'right')).to.throw(CodexError, 'a window holds 0 tokens');
  });
});
