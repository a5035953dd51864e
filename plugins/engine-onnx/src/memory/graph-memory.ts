// The memory of one staged graph: its arena, blocks for feeds and constants, and the way from a value to its address.
import type { TfCore } from '@codex-ml/plugin-api';
import { sizeOfShape, type Value, type ValueType } from '../graph/value.js';
import { bytesOfValue, type Place, type Placement } from '../stages/place-values.js';
import { getStored } from '../state/get-stored.js';
import type { TraceBackend } from '../tracing/trace-backend.js';
import { type ArrayConstructor, type MemoryBlock, OutOfMemory, type SharedMemory } from './shared-memory.js';

export type ValueArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint16Array | Uint8Array;

/** What holds the elements of each type. */
export const VALUE_ARRAYS: Readonly<Record<ValueType, ArrayConstructor<ValueArray>>> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
};

export class GraphMemory {
  readonly #blocks: MemoryBlock[] = [];
  readonly #own = new Map<Value, MemoryBlock>();
  /** Its pieces. */
  readonly #arena: MemoryBlock[] = [];
  /** Constants that only one step knows, such as the shapes that it reshapes to. */
  readonly #constants = new Map<Value, MemoryBlock>();

  /** @throws OutOfMemory when the memory is used up; what was taken is given back */
  constructor(
    readonly shared: SharedMemory,
    readonly tf: TfCore,
    readonly backend: TraceBackend,
    readonly placement: Placement,
  ) {
    try {
      const { arenaBytes, arenaPiece } = placement;
      for (let start = 0; start < arenaBytes; start += arenaPiece) {
        this.#arena.push(this.allocate(Math.min(arenaPiece, arenaBytes - start)));
      }
      for (const [root, place] of placement.places) {
        if (place.at === 'own') this.#own.set(root, this.allocate(bytesOfValue(root)));
      }
    } catch (error) {
      this.release();
      throw error;
    }
  }

  allocate(bytes: number): MemoryBlock {
    return this.#keep(this.shared.allocate(bytes));
  }

  /** In the first bank, where loops have all that is not an array of the program's. */
  allocateFirst(bytes: number): MemoryBlock {
    return this.#keep(this.shared.allocateFirst(bytes));
  }

  #keep(block: MemoryBlock | undefined): MemoryBlock {
    if (block === undefined) throw new OutOfMemory();
    this.#blocks.push(block);
    return block;
  }

  get bytes(): number {
    return this.#blocks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Undefined for constants that the plan does not list. */
  placeOf(root: Value): Place | undefined {
    return this.placement.places.get(root);
  }

  /** Whether the value may be elsewhere in the next run. */
  moves(root: Value): boolean {
    const at = this.placeOf(root)?.at;
    return at === 'current' || at === 'spare';
  }

  /** @throws OutOfMemory for a variable outside of the shared memory */
  addressOf(root: Value): number {
    const place = this.placeOf(root);
    if (place === undefined) return this.#constantAt(root);
    switch (place.at) {
      case 'arena':
        return this.#arenaAt(place.offset);
      case 'own':
        return this.#own.get(root)!.address;
      default: {
        const stored = getStored(this.tf, this.backend, place.variable);
        const address = place.at === 'current' ? stored.address : stored.spareAddress;
        if (address === undefined) throw new OutOfMemory();
        return address;
      }
    }
  }

  #arenaAt(offset: number): number {
    const { arenaPiece } = this.placement;
    return this.#arena[Math.floor(offset / arenaPiece)]!.address + (offset % arenaPiece);
  }

  #constantAt(root: Value): number {
    let block = this.#constants.get(root);
    if (block === undefined) {
      const bytes = root.source.kind === 'constant' ? root.source.bytes : new Uint8Array();
      block = this.allocate(bytes.length);
      this.shared.view(Uint8Array, block.address, bytes.length).set(bytes);
      this.#constants.set(root, block);
    }
    return block.address;
  }

  /** The numbers of a value; a new view at each call. */
  viewOf(root: Value): ValueArray {
    return this.shared.view(VALUE_ARRAYS[root.dtype], this.addressOf(root), sizeOfShape(root.shape));
  }

  release(): void {
    for (const block of this.#blocks) this.shared.release(block);
    this.#blocks.length = 0;
  }
}
