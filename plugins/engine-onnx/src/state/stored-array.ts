// The values of a variable on the host, with a second buffer that the next values are written to.
import type { DType, HostArray } from '@codex-ml/plugin-api';
import { HOST_ARRAYS } from '@codex-ml/tfjs';

export class StoredArray {
  #current: HostArray;
  #spare: HostArray | undefined;

  /** @param values row-major; copied */
  constructor(
    readonly shape: readonly number[],
    readonly dtype: DType,
    values: ArrayLike<number>,
  ) {
    this.#current = HOST_ARRAYS[dtype].from(values);
  }

  /** The values. Theirs until the next but one `swap`. */
  get current(): HostArray {
    return this.#current;
  }

  /** Of the same size, for the next values; made when first needed. */
  get spare(): HostArray {
    this.#spare ??= new HOST_ARRAYS[this.dtype](this.#current.length);
    return this.#spare;
  }

  /** Bytes of the second buffer, which tfjs does not count. */
  get spareBytes(): number {
    return this.#spare?.byteLength ?? 0;
  }

  /** What was written to `spare` becomes current. */
  swap(): void {
    [this.#current, this.#spare] = [this.spare, this.#current];
  }

  copy(): HostArray {
    return this.#current.slice();
  }
}
