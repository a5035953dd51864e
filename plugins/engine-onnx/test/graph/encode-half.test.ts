import { toBfloat16, toFloat16 } from '@codex-ml/engine-onnx/dist/graph/encode-half.js';
import { expect } from 'chai';
import fc from 'fast-check';

/** The number behind the bits of binary16. */
function fromFloat16(bits: number): number {
  const [exponent, mantissa] = [(bits >> 10) & 31, bits & 1023];
  const size =
    exponent === 31
      ? mantissa === 0
        ? Number.POSITIVE_INFINITY
        : Number.NaN
      : exponent === 0
        ? mantissa * 2 ** -24
        : (1024 + mantissa) * 2 ** (exponent - 25);
  return (bits & 0x8000) === 0 ? size : -size;
}

function fromBfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}

describe('toFloat16', () => {
  it('is the inverse of reading, for every number there is', () => {
    for (let bits = 0; bits < 1 << 16; bits++) {
      const value = fromFloat16(bits);
      if (!Number.isNaN(value)) expect(toFloat16(value)).to.equal(bits);
    }
    expect(fromFloat16(toFloat16(Number.NaN))).to.be.NaN;
  });

  it('takes the nearest, and of two the even one', () => {
    const nearest = (value: number) => {
      const bits = toFloat16(value);
      const error = Math.abs(fromFloat16(bits) - value);
      for (const other of [bits - 1, bits + 1]) {
        if (((other ^ bits) & 0x8000) !== 0 || !Number.isFinite(fromFloat16(other & 0xffff))) continue;
        const theirs = Math.abs(fromFloat16(other & 0xffff) - value);
        expect(error).to.be.at.most(theirs);
        if (error === theirs) expect(bits % 2).to.equal(0);
      }
    };
    fc.assert(fc.property(fc.double({ min: -65000, max: 65000, noNaN: true }), nearest));
    fc.assert(fc.property(fc.double({ min: -1e-4, max: 1e-4, noNaN: true }), nearest));
  });

  it('becomes infinite from 65520 on', () => {
    expect(fromFloat16(toFloat16(65519))).to.equal(65504);
    expect(fromFloat16(toFloat16(65520))).to.equal(Number.POSITIVE_INFINITY);
    expect(fromFloat16(toFloat16(-1e9))).to.equal(Number.NEGATIVE_INFINITY);
  });
});

describe('toBfloat16', () => {
  it('keeps the upper half of float32, rounded to the even neighbour', () => {
    for (const [value, expected] of [
      [1, 1],
      [-2.5, -2.5],
      [1 + 2 ** -8, 1],
      [1 + 3 * 2 ** -8, 1 + 2 ** -6],
      [1 + 2 ** -8 + 2 ** -20, 1 + 2 ** -7],
      [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ] as const) {
      expect(fromBfloat16(toBfloat16(value))).to.equal(expected);
    }
    expect(fromBfloat16(toBfloat16(Number.NaN))).to.be.NaN;
  });
});
