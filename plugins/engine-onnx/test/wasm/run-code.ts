// Runs instructions over a small memory of their own.
import type { Code } from '@codex-ml/engine-onnx/dist/wasm/code.js';
import {
  encodeModule,
  MAXIMUM_PAGES,
  type WasmFunction,
} from '@codex-ml/engine-onnx/dist/wasm/encode-module.js';
import {
  compileModule,
  createMemory,
  instantiate,
  type WasmExports,
  type WasmMemory,
} from '@codex-ml/engine-onnx/dist/wasm/web-assembly.js';

export interface Loaded {
  readonly memory: WasmMemory;
  readonly functions: WasmExports;
}

/** One memory for all: each reserves the whole address space. */
const memory = createMemory(16, MAXIMUM_PAGES);

export function loadFunctions(functions: readonly WasmFunction[]): Loaded {
  new Uint8Array(memory.buffer).fill(0);
  return { memory, functions: instantiate(compileModule(encodeModule(functions)), [memory]) };
}

/** A function of two addresses that has no result. */
export const ofTwo = (code: Code, locals: WasmFunction['locals'] = []): WasmFunction => ({
  parameters: 2,
  locals,
  code,
});
