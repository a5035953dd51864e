import { expect } from 'chai';
import { showToken } from '../../dist/render/token-text.js';

describe('showToken', () => {
  it('puts tokens in quotes and leaves what can be seen', () => {
    expect(showToken('whale')).to.equal('"whale"');
    expect(showToken('Ishmael é 日本 ▁🐳')).to.equal('"Ishmael é 日本 ▁🐳"');
  });

  it('spells what cannot be seen or would change the line', () => {
    expect(showToken('a\n\t"\\')).to.equal('"a\\n\\t\\"\\\\"');
    expect(showToken('\u00a0\u007f\u0085')).to.equal('"\\u00a0\\u007f\\u0085"');
    expect(showToken('\u200b\u200f\u2028\u202e\ufeff')).to.equal('"\\u200b\\u200f\\u2028\\u202e\\ufeff"');
  });
});
