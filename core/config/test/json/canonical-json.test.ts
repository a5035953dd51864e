import { canonicalJson, deepFreeze, sha256Hex } from '@codex-ml/config';
import { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}

describe('canonicalJson', () => {
  it('writes the example of RFC 8785, section 3.2.3', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).to.have.length(7);
    const order = [...canonicalJson(value).matchAll(/:"(\w+)/g)].map((match) => match[1]);
    // "1" comes first in any JavaScript object; here it is also third to none by code unit after "\r".
    expect(order).to.deep.equal(['Carriage', 'One', 'Control', 'Latin', 'Euro', 'Emoji', 'Hebrew']);
  });

  it('writes numbers as ECMAScript does, as in appendix B of the RFC', () => {
    const numbers = [
      Number('333333333.33333329'),
      1e30,
      4.5,
      2e-3,
      0.000000000000000000000000001,
      -0,
      1e21,
      5e-324,
    ];
    expect(canonicalJson(numbers)).to.equal('[333333333.3333333,1e+30,4.5,0.002,1e-27,0,1e+21,5e-324]');
  });

  it('does not depend on the order of keys, and loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).to.equal(canonicalJson(value));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).to.equal(canonicalJson(value));
        // Negative zero is the one value that JSON's own writer changes too.
        expect(JSON.parse(canonicalJson(value))).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('leaves undefined members out and refuses what JSON cannot hold', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).to.equal('{"a":1}');
    for (const value of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      () => 0,
      new Date(0),
      new Map(),
      [undefined],
    ]) {
      expect(() => canonicalJson(value)).to.throw(CodexError, 'canonical JSON of');
    }
  });
});

describe('sha256Hex', () => {
  it('gives the published digests of "abc" and of nothing, for text and for bytes', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256Hex('abc')).to.equal(abc);
    expect(sha256Hex(new TextEncoder().encode('abc'))).to.equal(abc);
    expect(sha256Hex('')).to.equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('deepFreeze', () => {
  it('freezes everything inside', () => {
    const value = deepFreeze({ a: [{ b: 1 }] });
    expect(Object.isFrozen(value.a[0])).to.equal(true);
  });
});
