import { expect } from 'chai';
import { formatNumber } from '../../dist/render/format-number.js';

describe('formatNumber', () => {
  it('gives four significant digits without trailing zeros', () => {
    expect([3.10981605, 0.1796875, 22.4, 0.5, 1e-7].map(formatNumber)).to.deep.equal([
      '3.11',
      '0.1797',
      '22.4',
      '0.5',
      '1e-7',
    ]);
  });

  it('leaves whole numbers whole', () => {
    expect([0, 20, 1234567].map(formatNumber)).to.deep.equal(['0', '20', '1234567']);
  });
});
