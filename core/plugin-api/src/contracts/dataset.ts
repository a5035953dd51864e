// Datasets: where text comes from. They yield samples in their own fixed order; splitting, shuffling and batching are the runtime's.

export type SplitName = 'train' | 'validation' | 'test';

/** One piece of text. */
export interface Sample {
  /** Stable within the dataset, such as `line:120`; named in errors and logs. */
  readonly id: string;
  readonly text: string;
}

export interface SplitDescription {
  /** File or package the text came from, without machine-specific prefix. */
  readonly source: string;
  readonly samples: number;
  /** UTF-8 bytes of text. */
  readonly bytes: number;
  /** SHA-256 over the texts, hex. Changes whenever the content does. */
  readonly sha256: string;
  readonly license?: string | undefined;
}

export interface Dataset {
  /**
   * - `stream`: samples join into one text (a book); a split cuts it at a position
   * - `documents`: samples are independent; a split assigns whole samples
   */
  readonly shape: 'stream' | 'documents';
  /** Splits the source itself provides. Where only `train` is here, the runtime makes the others from it. */
  readonly splits: readonly SplitName[];
  /** All samples of a split, always in the same order. Malformed input raises with the place. */
  open(split: SplitName): AsyncIterable<Sample>;
  describe(split: SplitName): Promise<SplitDescription>;
}
