import { createNormalizer } from '@codex-ml/tokenizers/dist/normalizers/create-normalizer.js';
import { expect } from 'chai';
import { aligned, places } from '../aligned.js';

const VALUE = 0x8000_0000;

/** A map written by hand: `a` to `bc`, and `\n` to nothing. Both lie in a block of 256 units that the root's unit points at. */
function writeMap(change: (bytes: Buffer) => void = () => undefined): string {
  const units = new Array<number>(0x300).fill(VALUE);
  units[0] = 0x100 << 10;
  const put = (letter: number, leaf: number, value: number): void => {
    const at = 0x100 ^ letter;
    units[at] = ((at ^ leaf) << 10) | 0x100 | letter;
    units[leaf] = (VALUE | value) >>> 0;
  };
  put(0x61, 0x200, 0);
  put(0x0a, 0x201, 3);
  const bytes = Buffer.alloc(4 + 4 * units.length);
  bytes.writeUInt32LE(4 * units.length, 0);
  for (const [i, unit] of units.entries()) bytes.writeUInt32LE(unit >>> 0, 4 + 4 * i);
  const whole = Buffer.concat([bytes, Buffer.from('bc\0\0')]);
  change(whole);
  return whole.toString('base64');
}

const create = (precompiled_charsmap: string) =>
  createNormalizer({ type: 'Precompiled', precompiled_charsmap });

describe('createPrecompiled', () => {
  it('replaces what the map has, and keeps the rest', () => {
    const text = create(writeMap())(aligned('xay\nz'));
    expect(text.text).to.equal('xbcyz');
    expect(places(text)).to.deep.equal([
      [0, 1],
      [1, 2],
      [1, 2],
      [2, 3],
      [4, 5],
    ]);
  });

  it('replaces a short grapheme whole by what its beginning stands for', () => {
    expect(create(writeMap())(aligned('a\u0301')).text).to.equal('bc');
    // longer than five bytes: character by character
    expect(create(writeMap())(aligned('a\u0301\u0301\u0301')).text).to.equal('bc\u0301\u0301\u0301');
  });

  it('refuses a damaged map and says what is wrong with it', () => {
    expect(() => create('a*b='))
      .to.throw('it is not base64')
      .with.property('code', 'CML4114');
    expect(() => create('AA==')).to.throw('it has 1 bytes');
    expect(() => create(writeMap((bytes) => bytes.writeUInt32LE(0xffff, 0)))).to.throw(
      'its tree ends behind',
    );
    expect(() => create(writeMap((bytes) => bytes.writeUInt8(0xff, bytes.length - 1)))).to.throw('not UTF-8');
  });
});
