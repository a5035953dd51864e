// Token ids of one split in one growing array: two bytes each where the vocabulary allows it.
import { codexError } from '@codex-ml/plugin-api';

/** Token ids of a split, contiguous. */
export type Tokens = Uint16Array | Uint32Array;

const FIRST_CAPACITY = 1 << 12;

export class TokenStore {
  readonly #vocabularySize: number;
  #tokens: Tokens;
  #length = 0;

  constructor(vocabularySize: number) {
    this.#vocabularySize = vocabularySize;
    this.#tokens =
      vocabularySize <= 2 ** 16 ? new Uint16Array(FIRST_CAPACITY) : new Uint32Array(FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Append the ids of a sample.
   * @param sample id of the sample, for the message
   * @throws CML4307 for an id outside the vocabulary, which the array could silently truncate
   */
  append(ids: ArrayLike<number>, sample: string): void {
    this.#reserve(this.#length + ids.length);
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (!(id >= 0 && id < this.#vocabularySize)) {
        throw codexError('CML4307', { sample, id, size: this.#vocabularySize });
      }
      this.#tokens[this.#length + i] = id;
    }
    this.#length += ids.length;
  }

  /** The tokens so far, in an array of their own size. */
  finish(): Tokens {
    return this.#tokens.slice(0, this.#length);
  }

  #reserve(length: number): void {
    if (length <= this.#tokens.length) return;
    const capacity = Math.max(length, this.#tokens.length * 2);
    const grown = this.#tokens instanceof Uint16Array ? new Uint16Array(capacity) : new Uint32Array(capacity);
    grown.set(this.#tokens.subarray(0, this.#length));
    this.#tokens = grown;
  }
}
