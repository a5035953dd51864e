// The values of a variable: on the host, with a second buffer that the next values are written to where they cannot replace
// them, or in the memory of a device.
import type { DType, HostArray } from '@codex-ml/plugin-api';
import { HOST_ARRAYS } from '@codex-ml/tfjs';
import type { RemoteArray } from '../devices/remote-array.js';
import { type AllocatedArray, allocateArray } from '../memory/allocate-array.js';
import { getSharedMemory } from '../memory/shared-memory.js';
import { noteMove } from './storage-epoch.js';

export class StoredArray {
  #current: AllocatedArray<HostArray>;
  #spare: AllocatedArray<HostArray> | undefined;
  #remote: RemoteArray | undefined;

  /** @param values row-major; copied */
  constructor(
    readonly shape: readonly number[],
    readonly dtype: DType,
    values: ArrayLike<number>,
  ) {
    this.#current = this.#allocate(values.length);
    this.#current.array.set(values);
  }

  /** The values, which come to the host if they are on a device. Theirs until the next but one `swap`. */
  get current(): HostArray {
    this.#fetch();
    return this.#current.array;
  }

  /** The values while they are on a device. */
  get remote(): RemoteArray | undefined {
    return this.#remote;
  }

  /** From now on the values are these; whatever the host has is out of date. */
  moveTo(remote: RemoteArray): void {
    this.#dropRemote();
    this.#remote = remote;
    noteMove();
  }

  /** Byte address of the values in the shared memory, if they are there. */
  get address(): number | undefined {
    this.#fetch();
    return this.#current.block?.address;
  }

  /** Of the same size, for the next values; made when first needed. */
  get spare(): HostArray {
    return this.#ensureSpare().array;
  }

  get spareAddress(): number | undefined {
    return this.#ensureSpare().block?.address;
  }

  /** Bytes of the second buffer and on a device, which tfjs does not count. */
  get spareBytes(): number {
    return (this.#spare?.array.byteLength ?? 0) + (this.#remote?.bytes ?? 0);
  }

  /** What was written to `spare` becomes current. */
  swap(): void {
    this.#dropRemote();
    [this.#current, this.#spare] = [this.#ensureSpare(), this.#current];
    noteMove();
  }

  copy(): HostArray {
    return this.#remote?.download() ?? this.#current.array.slice();
  }

  /** Gives the memory back. Nothing may be read afterwards. */
  release(): void {
    for (const allocated of [this.#current, this.#spare]) {
      if (allocated?.block !== undefined) getSharedMemory()?.release(allocated.block);
    }
    this.#spare = undefined;
    this.#dropRemote();
    noteMove();
  }

  #fetch(): void {
    if (this.#remote === undefined) return;
    this.#current.array.set(this.#remote.download());
    this.#dropRemote();
  }

  #dropRemote(): void {
    this.#remote?.release();
    this.#remote = undefined;
  }

  #ensureSpare(): AllocatedArray<HostArray> {
    this.#spare ??= this.#allocate(this.#current.array.length);
    return this.#spare;
  }

  #allocate(length: number): AllocatedArray<HostArray> {
    noteMove();
    return allocateArray<HostArray>(HOST_ARRAYS[this.dtype], length);
  }
}
