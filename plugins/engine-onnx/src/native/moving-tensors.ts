// Tensors of ONNX Runtime over arrays in the shared memory, made anew where an array is elsewhere than in the run before.
import type { Value } from '../graph/value.js';
import type { GraphMemory } from '../memory/graph-memory.js';
import { DATA_TYPES } from '../proto/encode-model.js';
import { bytesOfValue } from '../stages/place-values.js';
import type { NativeOrt } from './native-ort.js';

/** Where the numbers of a value begin. */
export interface TensorPlace {
  readonly root: Value;
  /** Bytes behind the first of the root. */
  readonly offset: number;
}

interface Moving {
  readonly index: number;
  readonly value: Value;
  readonly place: TensorPlace;
  address: number;
}

export class MovingTensors {
  readonly #moving: Moving[] = [];

  /**
   * @param tensors filled with the addresses of a tensor for each value, in order
   * @param placeOf where each is
   */
  constructor(
    readonly ort: NativeOrt,
    readonly memory: GraphMemory,
    readonly tensors: BigUint64Array,
    values: Iterable<Value>,
    placeOf: (value: Value) => TensorPlace,
  ) {
    let index = 0;
    for (const value of values) {
      const place = placeOf(value);
      const address = this.#addressOf(place);
      tensors[index] = this.#tensorAt(value, address);
      if (memory.moves(place.root)) this.#moving.push({ index, value, place, address });
      index++;
    }
  }

  followMoves(): void {
    for (const tensor of this.#moving) {
      const address = this.#addressOf(tensor.place);
      if (address === tensor.address) continue;
      this.ort.releaseValue(this.tensors[tensor.index]!);
      this.tensors[tensor.index] = this.#tensorAt(tensor.value, address);
      tensor.address = address;
    }
  }

  release(): void {
    for (const tensor of this.tensors) this.ort.releaseValue(tensor);
  }

  #addressOf({ root, offset }: TensorPlace): number {
    return this.memory.addressOf(root) + offset;
  }

  #tensorAt(value: Value, address: number): bigint {
    return BigInt(this.ort.createValue(address, bytesOfValue(value), value.shape, DATA_TYPES[value.dtype]));
  }
}
