// What becomes of a region: a function, and what it must be called with.
import type { WasmFunction } from '../wasm/encode-module.js';
import type { RegionSlot } from './region-frame.js';

export interface CompiledRegion {
  readonly function: WasmFunction;
  /** In the order of the arguments: 32-bit addresses one after the other. */
  readonly slots: readonly RegionSlot[];
  /** 32-bit floats that follow `CONSTANTS` bytes behind the first argument. */
  readonly constants: readonly number[];
  /** Bytes of scratch memory that each thread needs. */
  readonly scratchBytes: number;
  /** Banks of the memory that it uses, from the first on. */
  readonly banks: number;
}
