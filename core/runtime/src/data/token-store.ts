// The columns of a split as they grow: ids in two bytes each where the vocabulary allows it, where samples begin, what is learned.
import { codexError } from '@codex-ml/plugin-api';
import type { Column, ColumnType } from './columns/column-types.js';
import { GrowingColumn } from './columns/growing-column.js';
import { IdPacker, unpackId } from './sample-ids.js';
import type { SplitData } from './split-data.js';

/** A finished split: its arrays and the ids of its samples. */
export interface StoredSplit extends SplitData {
  /** Id of a sample by its number. */
  sampleId(index: number): string;
}

/** Columns of a split. `ids` and `idGroups` hold the ids of samples, packed. */
export type ColumnName = 'tokens' | 'starts' | 'learn' | 'ids' | 'idGroups';

export type MakeColumn = <T extends ColumnType>(name: ColumnName, type: T) => Column<T>;

/** What takes the samples of a split, in memory or on a disk. */
export class TokenStore {
  readonly #vocabularySize: number;
  readonly #make: MakeColumn;
  readonly #tokens: Column<'uint16' | 'uint32'>;
  readonly #starts: Column<'float64'>;
  readonly #ids: Column<'uint8'>;
  readonly #idGroups: Column<'float64'>;
  readonly #packer: IdPacker;
  #learn: Column<'uint8'> | undefined;
  #ended = false;

  /** @param make gives the columns; by default they are in shared memory */
  constructor(vocabularySize: number, make: MakeColumn = (_, type) => new GrowingColumn(type)) {
    this.#vocabularySize = vocabularySize;
    this.#make = make;
    this.#tokens = make('tokens', vocabularySize <= 2 ** 16 ? 'uint16' : 'uint32');
    this.#starts = make('starts', 'float64');
    this.#ids = make('ids', 'uint8');
    this.#idGroups = make('idGroups', 'float64');
    this.#packer = new IdPacker(this.#ids, this.#idGroups);
  }

  /** Tokens so far. */
  get length(): number {
    return this.#tokens.length;
  }

  get tokenType(): 'uint16' | 'uint32' {
    return this.#tokens.type;
  }

  /**
   * Append a sample.
   * @param sample its id
   * @param learn one per token, 1 where it carries loss; undefined where all do
   * @throws CML4307 for an id outside the vocabulary, which a narrow column could silently truncate
   */
  append(ids: ArrayLike<number>, sample: string, learn?: Uint8Array): void {
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      if (!(id >= 0 && id < this.#vocabularySize)) {
        throw codexError('CML4307', { sample, id, size: this.#vocabularySize });
      }
    }
    this.#starts.append([this.#tokens.length]);
    this.#packer.append(sample);
    if (learn !== undefined && this.#learn === undefined) {
      this.#learn = this.#make('learn', 'uint8');
      this.#learn.appendRepeated(1, this.#tokens.length);
    }
    if (learn !== undefined) this.#learn?.append(learn);
    else this.#learn?.appendRepeated(1, ids.length);
    this.#tokens.append(ids);
  }

  /** Nothing more comes. */
  end(): void {
    if (!this.#ended) this.#starts.append([this.#tokens.length]);
    this.#ended = true;
  }

  /** What was appended, in memory. */
  finish(): StoredSplit {
    this.end();
    const ids = { bytes: this.#ids.finish(), groups: this.#idGroups.finish() };
    return {
      tokens: this.#tokens.finish(),
      starts: this.#starts.finish(),
      learn: this.#learn?.finish(),
      sampleId: (index) => unpackId(ids, index),
    };
  }
}
