import { f32x4, f64, fillMemory, get, i32, set } from '@codex-ml/engine-onnx/dist/wasm/code.js';
import {
  encodeModule,
  type LocalType,
  type WasmFunction,
} from '@codex-ml/engine-onnx/dist/wasm/encode-module.js';
import { compileModule, createMemory, instantiate } from '@codex-ml/engine-onnx/dist/wasm/web-assembly.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { loadFunctions, ofTwo } from './run-code.js';

/** Writes its number to the byte at its first argument. */
const marking = (number: number): WasmFunction =>
  ofTwo([...get(0), ...i32.const(number), ...i32.const(1), ...fillMemory()]);

describe('encodeModule', () => {
  it('exports any number of functions by their place', () => {
    const count = 200;
    const { memory, functions } = loadFunctions(Array.from({ length: count }, (_, i) => marking(i)));
    for (let i = 0; i < count; i++) functions[`f${i}`]!(i, 0);
    expect([...new Uint8Array(memory.buffer, 0, count)]).to.deep.equal(
      Array.from({ length: count }, (_, i) => i),
    );
  });

  it('takes functions with different numbers of parameters', () => {
    const last = (parameters: number): WasmFunction => ({
      parameters,
      locals: [],
      code: [...get(parameters - 1), ...i32.const(parameters), ...i32.const(1), ...fillMemory()],
    });
    const { memory, functions } = loadFunctions([last(5), last(1), last(5), last(3)]);
    functions['f0']!(0, 0, 0, 0, 10);
    functions['f1']!(11);
    functions['f2']!(0, 0, 0, 0, 12);
    functions['f3']!(0, 0, 13);
    expect([...new Uint8Array(memory.buffer, 10, 4)]).to.deep.equal([5, 1, 5, 3]);
  });

  it('gives every local its type and zero, in whatever order types come', () => {
    const types = fc.array(fc.constantFrom<LocalType[]>('i32', 'f64', 'v128'), {
      minLength: 1,
      maxLength: 150,
    });
    fc.assert(
      fc.property(types, (locals) => {
        // Each local is written, which only its own type allows, and then read into memory.
        const code = locals.flatMap((type, i) => {
          const local = i + 2;
          const address = [...get(1)];
          if (type === 'i32') return [...get(local), ...i32.const(i), ...i32.add(), ...set(local)];
          if (type === 'f64')
            return [...address, ...get(local), ...f64.const(i), ...f64.add(), ...f64.store()];
          return [...address, ...get(local), ...f32x4.const(i), ...f32x4.add(), ...f32x4.store()];
        });
        const { memory, functions } = loadFunctions([ofTwo(code, locals)]);
        functions['f0']!(0, 64);
        const last = locals.findLastIndex((type) => type !== 'i32');
        if (last < 0) return;
        const written =
          locals[last] === 'f64'
            ? new Float64Array(memory.buffer, 64, 1)[0]
            : new Float32Array(memory.buffer, 64, 1)[0];
        expect(written).to.equal(last);
      }),
      { numRuns: 50 },
    );
  });

  it('imports as many memories as are asked for, each reached by its own instructions', () => {
    const memories = [1, 2, 3].map(() => createMemory(1, 1));
    const copy = (from: number, to: number): WasmFunction =>
      ofTwo([...get(1), ...get(0), ...f32x4.load(from), ...f32x4.store(to)]);
    const codes = [
      copy(1, 2),
      copy(2, 0),
      ofTwo([...get(1), ...get(0), ...f32x4.loadSplat(1), ...f32x4.storeFirst(2)]),
      ofTwo([...get(0), ...i32.const(7), ...get(1), ...fillMemory(1)]),
    ];
    const { f0, f1, f2, f3 } = instantiate(compileModule(encodeModule(codes, 3)), memories);
    const [first, second, third] = memories.map(({ buffer }) => new Float32Array(buffer)) as Float32Array[];
    second!.set([1, 2, 3, 4], 4);
    f0!(16, 32);
    expect([...third!.subarray(8, 12)]).to.deep.equal([1, 2, 3, 4]);
    f1!(32, 48);
    expect([...first!.subarray(12, 16)]).to.deep.equal([1, 2, 3, 4]);
    f2!(20, 36);
    expect([...third!.subarray(8, 12)]).to.deep.equal([1, 2, 3, 4].with(1, 2));
    f3!(60, 4);
    expect([...new Uint8Array(memories[1]!.buffer, 56, 12)]).to.deep.equal([
      0, 0, 0, 0, 7, 7, 7, 7, 0, 0, 0, 0,
    ]);
    expect(first!.filter((each) => each !== 0).length).to.equal(4);
  });

  it('does not hide what the machine finds wrong with a function', () => {
    expect(() => loadFunctions([{ parameters: 1, locals: [], code: get(7) }])).to.throw(/local/);
  });
});
