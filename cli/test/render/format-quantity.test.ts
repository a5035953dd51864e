import { expect } from 'chai';
import { formatBytes, formatDuration, formatFlops } from '../../dist/render/format-quantity.js';

describe('amounts for people', () => {
  it('have three digits and the unit that leaves the fewest zeros', () => {
    expect([0, 999, 1000, 1_234_567, 9.876e9].map(formatBytes)).to.deep.equal([
      '0 B',
      '999 B',
      '1 kB',
      '1.23 MB',
      '9.88 GB',
    ]);
    expect([145.387e9, 3.15e23].map(formatFlops)).to.deep.equal(['145 GFLOP', '315 ZFLOP']);
  });

  it('give durations in their two largest units', () => {
    const seconds = [0.0000123, 0.5, 12.345, 60, 200, 3600, 3725, 86_400 * 2 + 3600 * 4 + 59];
    expect(seconds.map(formatDuration)).to.deep.equal([
      '0.0123 ms',
      '500 ms',
      '12.3 s',
      '1 min',
      '3 min 20 s',
      '1 h',
      '1 h 2 min',
      '2 d 4 h',
    ]);
  });
});
