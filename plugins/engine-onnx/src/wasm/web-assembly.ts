// The part of the WebAssembly interface that is used here, with types: those of TypeScript come with all of the browser's.

export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** @throws RangeError when it cannot be had */
  grow(pages: number): number;
}

/** A compiled module; may be sent to other threads. */
export type WasmModule = object;
export type WasmExports = Readonly<Record<string, (...parameters: number[]) => void>>;

interface WebAssemblyInterface {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: object };
}

const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyInterface })
  .WebAssembly;

/** @throws RangeError when the machine does not give the address space */
export function createMemory(initial: number, maximum: number): WasmMemory {
  return new Memory({ initial, maximum, shared: true });
}

export function compileModule(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  return new Module(bytes);
}

/** The functions of a module that imports memories as `host.memory0`, `host.memory1`, … @param memories at least those */
export function instantiate(module: WasmModule, memories: readonly WasmMemory[]): WasmExports {
  const host = Object.fromEntries(memories.map((memory, i) => [`memory${i}`, memory]));
  return new Instance(module, { host }).exports as WasmExports;
}
