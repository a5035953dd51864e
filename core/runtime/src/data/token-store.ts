// The arrays of a split as they grow: ids in two bytes each where the vocabulary allows it, where samples begin, what is learned.
import { codexError } from '@codex-ml/plugin-api';
import { GrowingColumn } from './growing-column.js';
import { IdPacker, unpackId } from './sample-ids.js';
import type { SplitData } from './split-data.js';

/** Token ids of a split, contiguous. */
export type Tokens = Uint16Array | Uint32Array;

/** How wide the ids of a vocabulary are kept. */
export function tokenType(vocabularySize: number): 'uint16' | 'uint32' {
  return vocabularySize <= 2 ** 16 ? 'uint16' : 'uint32';
}

/** A finished split: its arrays and the ids of its samples. */
export interface StoredSplit extends SplitData {
  /** Id of a sample by its number. */
  sampleId(index: number): string;
}

/** @throws CML4307 for an id outside the vocabulary, which a narrow array could silently truncate */
export function requireIds(ids: ArrayLike<number>, vocabularySize: number, sample: string): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (!(id >= 0 && id < vocabularySize)) {
      throw codexError('CML4307', { sample, id, size: vocabularySize });
    }
  }
}

/** Keeps a split in shared memory. */
export class TokenStore {
  readonly #vocabularySize: number;
  readonly #tokens: GrowingColumn<'uint16' | 'uint32'>;
  readonly #starts = new GrowingColumn('float64');
  readonly #ids = new IdPacker();
  #learn: GrowingColumn<'uint8'> | undefined;

  constructor(vocabularySize: number) {
    this.#vocabularySize = vocabularySize;
    this.#tokens = new GrowingColumn(tokenType(vocabularySize));
  }

  get length(): number {
    return this.#tokens.length;
  }

  /**
   * Append a sample.
   * @param sample its id
   * @param learn one per id, 1 where it carries loss; undefined where all do
   * @throws CML4307 for an id outside the vocabulary
   */
  append(ids: ArrayLike<number>, sample: string, learn?: Uint8Array): void {
    requireIds(ids, this.#vocabularySize, sample);
    this.#starts.append([this.#tokens.length]);
    this.#ids.append(sample);
    if (learn !== undefined && this.#learn === undefined) {
      this.#learn = new GrowingColumn('uint8');
      this.#learn.appendRepeated(1, this.#tokens.length);
    }
    if (learn !== undefined) this.#learn?.append(learn);
    else this.#learn?.appendRepeated(1, ids.length);
    this.#tokens.append(ids);
  }

  /** What was appended, in arrays of their own size. */
  finish(): StoredSplit {
    this.#starts.append([this.#tokens.length]);
    const ids = { bytes: this.#ids.take(), groups: this.#ids.groups() };
    return {
      tokens: this.#tokens.finish(),
      starts: this.#starts.finish(),
      learn: this.#learn?.finish(),
      sampleId: (index) => unpackId(ids, index),
    };
  }
}
