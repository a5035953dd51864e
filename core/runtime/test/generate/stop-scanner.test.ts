import { scanForStop } from '@codex-ml/runtime';
import { expect } from 'chai';

describe('scanForStop', () => {
  it('finds the earliest stop string', () => {
    expect(scanForStop('one two three', ['three', 'two'])).to.deep.equal({ end: 4, safe: 4 });
  });

  it('holds back text that may become a stop string', () => {
    expect(scanForStop('hello\nUs', ['\nUser:'])).to.deep.equal({ end: -1, safe: 5 });
    expect(scanForStop('hello', ['\nUser:'])).to.deep.equal({ end: -1, safe: 5 });
  });

  it('shows everything when there is nothing to stop at', () => {
    expect(scanForStop('abc', [])).to.deep.equal({ end: -1, safe: 3 });
  });
});
