import { branchIf, f32x4, get, i32, loop, set } from '@codex-ml/engine-onnx/dist/wasm/code.js';
import { exponential } from '@codex-ml/engine-onnx/dist/wasm/exponential.js';
import { expect } from 'chai';
import { type Loaded, loadFunctions } from './run-code.js';

/** Where the function gives 0: the smallest normal float is exp(-87.34). */
const LOWEST = Math.fround(-86.98);
/** The largest float is exp of this. */
const HIGHEST = Math.fround(88.72283);

/** exp of each float from one address up to another, in place. */
function loadExponential(): Loaded {
  const locals = { x: 2, n: 3, r: 4 };
  const code = loop(
    [...get(0), ...get(0), ...f32x4.load(), ...exponential(locals, f32x4.const), ...f32x4.store()],
    [...get(0), ...i32.const(16), ...i32.add(), ...set(0)],
    [...get(0), ...get(1), ...i32.less(), ...branchIf(0)],
  );
  return loadFunctions([{ parameters: 2, locals: ['v128', 'v128', 'v128'], code }]);
}

describe('exponential', () => {
  const loaded = loadExponential();

  function exponentials(values: ArrayLike<number>): { x: Float32Array; y: Float32Array } {
    const x = Float32Array.from(values);
    const memory = new Float32Array(loaded.memory.buffer, 0, Math.ceil(x.length / 4) * 4);
    memory.fill(0).set(x);
    loaded.functions['f0']!(0, memory.byteLength);
    return { x, y: memory.slice(0, x.length) };
  }

  /** Distance in units in the last place of the result, a normal float. */
  const distance = (got: number, exact: number): number =>
    Math.abs(got - exact) / 2 ** (Math.floor(Math.log2(exact)) - 23);

  it('is within 2 units in the last place of Math.exp wherever that is a normal float', () => {
    const count = 250_000;
    let worst = 0;
    const { x, y } = exponentials(
      Float32Array.from({ length: count }, (_, i) => LOWEST + ((HIGHEST - LOWEST) * i) / (count - 1)),
    );
    x.forEach((each, i) => {
      worst = Math.max(worst, distance(y[i]!, Math.exp(each)));
    });
    expect(worst).to.be.below(2);
  });

  it('is as near around 0 and at halfway points between powers of two', () => {
    const points = Array.from({ length: 255 }, (_, i) => (i - 126 + 0.5) * Math.LN2);
    const around = points.flatMap((point) => {
      const bits = new Int32Array(Float32Array.of(point).buffer)[0]!;
      return [...new Float32Array(Int32Array.of(bits - 2, bits - 1, bits, bits + 1, bits + 2).buffer)];
    });
    const small = Array.from({ length: 150 }, (_, i) => [2 ** -i, -(2 ** -i)]).flat();
    const { x, y } = exponentials(
      [...around, ...small, 0, -0].filter((each) => each > LOWEST && each < HIGHEST),
    );
    x.forEach((each, i) => {
      expect(distance(y[i]!, Math.exp(each)), `exp(${each})`).to.be.below(2);
    });
  });

  it('is 1 for zeros and numbers too small to be normal', () => {
    const { y } = exponentials([0, -0, 2 ** -149, -(2 ** -149), 2 ** -130, 1e-20, -1e-20]);
    expect([...y]).to.deep.equal([1, 1, 1, 1, 1, 1, 1]);
  });

  it('is 0 below the least argument and infinite above the greatest', () => {
    const { y } = exponentials([
      ...[-87, -103.9, -1e9, -3.4e38, Number.NEGATIVE_INFINITY],
      ...[88.8, 89, 90, 1e9, 3.4e38, Number.POSITIVE_INFINITY],
    ]);
    expect([...y.subarray(0, 5)]).to.deep.equal([0, 0, 0, 0, 0]);
    expect([...y.subarray(5)]).to.deep.equal(Array.from({ length: 6 }, () => Number.POSITIVE_INFINITY));
  });

  it('is finite up to the greatest argument and positive down to the least', () => {
    const { y } = exponentials([HIGHEST, LOWEST]);
    expect(distance(y[0]!, Math.exp(HIGHEST))).to.be.below(2);
    expect(distance(y[1]!, Math.exp(LOWEST))).to.be.below(2);
  });

  it('never falls while its argument rises by more than its error', () => {
    const { y } = exponentials(Float32Array.from({ length: 40_000 }, (_, i) => -86 + i * 0.004));
    for (let i = 1; i < y.length; i++) expect(y[i]).to.be.at.least(y[i - 1]!);
  });

  it('is not a number for what is none, whatever its bits, and leaves the other lanes alone', () => {
    const { y } = exponentials([1, Number.NaN, 2, 3]);
    expect(y[1]).to.be.NaN;
    expect(distance(y[2]!, Math.exp(2))).to.be.below(2);
    const bits = new Float32Array(Int32Array.of(-1, 0x7f800001, 0x7fc00000, 0x7fffffff).buffer);
    const memory = new Int32Array(loaded.memory.buffer, 0, 4);
    memory.set(new Int32Array(bits.buffer));
    loaded.functions['f0']!(0, 16);
    for (const each of new Float32Array(loaded.memory.buffer, 0, 4)) expect(each).to.be.NaN;
  });
});
