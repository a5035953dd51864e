import {
  type Code,
  f32x4,
  fillMemory,
  get,
  i32,
  unsigned,
  v128,
} from '@codex-ml/engine-onnx/dist/wasm/code.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { loadFunctions, ofTwo } from './run-code.js';

/** Applies code to four floats, or to two groups of four, at address 0; what it leaves is read from address 64. */
function compute(code: Code, ...groups: readonly (readonly number[])[]): number[] {
  const load = groups.flatMap((_, i) => [...i32.const(i * 16), ...f32x4.load()]);
  const { memory, functions } = loadFunctions([ofTwo([...get(1), ...load, ...code, ...f32x4.store()])]);
  new Float32Array(memory.buffer).set(groups.flat());
  functions['f0']!(0, 64);
  return [...new Float32Array(memory.buffer, 64, 4)];
}

describe('unsigned', () => {
  it('is LEB128, also beyond 32 bits', () => {
    expect(unsigned(0)).to.deep.equal([0]);
    expect(unsigned(127)).to.deep.equal([127]);
    expect(unsigned(128)).to.deep.equal([0x80, 1]);
    expect(unsigned(624485)).to.deep.equal([0xe5, 0x8e, 0x26]);
    expect(unsigned(2 ** 35)).to.deep.equal([0x80, 0x80, 0x80, 0x80, 0x80, 1]);
  });
});

describe('instructions', () => {
  it('take any 32-bit constant', () => {
    const edges = [0, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31)];
    const check = (constant: number): void => {
      // (address - constant) + constant is the address.
      const code = [...get(0), ...i32.const(constant), ...i32.add(), ...i32.const(77), ...i32.const(1)];
      const { memory, functions } = loadFunctions([ofTwo([...code, ...fillMemory()])]);
      functions['f0']!(640 - constant, 0);
      expect(new Uint8Array(memory.buffer).indexOf(77)).to.equal(640);
    };
    for (const edge of edges) check(edge);
    fc.assert(fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), check), { numRuns: 30 });
  });

  it('compute on four floats', () => {
    const [a, b] = [
      [1, -2, 0.5, 9],
      [4, 0.25, -3, 3],
    ];
    expect(compute(f32x4.add(), a, b)).to.deep.equal([5, -1.75, -2.5, 12]);
    expect(compute(f32x4.sub(), a, b)).to.deep.equal([-3, -2.25, 3.5, 6]);
    expect(compute(f32x4.mul(), a, b)).to.deep.equal([4, -0.5, -1.5, 27]);
    expect(compute(f32x4.div(), a, b)).to.deep.equal([0.25, -8, Math.fround(0.5 / -3), 3]);
    expect(compute(f32x4.min(), a, b)).to.deep.equal([1, -2, -3, 3]);
    expect(compute(f32x4.max(), a, b)).to.deep.equal([4, 0.25, 0.5, 9]);
    expect(compute(f32x4.abs(), a)).to.deep.equal([1, 2, 0.5, 9]);
    expect(compute(f32x4.neg(), a)).to.deep.equal([-1, 2, -0.5, -9]);
    expect(compute(f32x4.sqrt(), [4, 0, 2.25, 9])).to.deep.equal([2, 0, 1.5, 3]);
  });

  it('choose the lesser and the greater, the first where one is not a number', () => {
    expect(compute(f32x4.lesser(), [1, 5, Number.NaN, 2], [3, 4, 1, Number.NaN])).to.deep.equal([
      1,
      4,
      Number.NaN,
      2,
    ]);
    expect(compute(f32x4.greater(), [1, 5, Number.NaN, 2], [3, 4, 1, Number.NaN])).to.deep.equal([
      3,
      5,
      Number.NaN,
      2,
    ]);
  });

  it('clear lanes where a comparison holds', () => {
    // The first operand is taken twice: as what is kept, and in the comparison with the second.
    const load = (address: number): Code => [...i32.const(address), ...f32x4.load()];
    const code = [...load(0), ...load(0), ...load(16), ...f32x4.isLess(), ...v128.andNot()];
    const { memory, functions } = loadFunctions([ofTwo([...get(1), ...code, ...f32x4.store()])]);
    const floats = new Float32Array(memory.buffer);
    floats.set([1, 5, -1, 2, 3, 4, 0, 2]);
    functions['f0']!(0, 64);
    expect([...floats.subarray(16, 20)]).to.deep.equal([0, 5, 0, 2]);
  });

  it('take a lane, spread it, and write the first one alone', () => {
    expect(compute([...f32x4.lane(2), ...f32x4.splat()], [1, 2, 3, 4])).to.deep.equal([3, 3, 3, 3]);
    const { memory, functions } = loadFunctions([
      ofTwo([...get(1), ...get(0), ...f32x4.loadSplat(), ...f32x4.storeFirst()]),
    ]);
    const floats = new Float32Array(memory.buffer);
    floats.set([7, 8, 9, 10]);
    functions['f0']!(4, 64);
    expect([...floats.subarray(16, 20)]).to.deep.equal([8, 0, 0, 0]);
  });
});
