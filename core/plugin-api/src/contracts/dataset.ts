// Datasets: where text comes from. They yield samples in their own fixed order; splitting, shuffling and batching are the runtime's.

import type { JsonObject } from '../json.js';

export type SplitName = 'train' | 'validation' | 'test';

/** One turn of a conversation. Since 1.1. */
export interface ChatMessage {
  /** Such as `system`, `user`, `assistant` or `tool`. */
  readonly role: string;
  readonly content: string;
  readonly name?: string | undefined;
  /** Calls that an assistant's turn makes, in the shape chat templates know. */
  readonly toolCalls?: readonly JsonObject[] | undefined;
  /** The call that a tool's turn answers. */
  readonly toolCallId?: string | undefined;
  /** Whether the turn carries loss. Default: turns of the assistant do. */
  readonly learn?: boolean | undefined;
}

/** One piece of text. */
export interface Sample {
  /** Stable within the dataset, such as `line:120`; named in errors and logs. */
  readonly id: string;
  /** Of a conversation: what the turns say, joined by line feeds. */
  readonly text: string;
  /**
   * Parts of `text` that carry loss, [start, end) in UTF-16 units, ascending. A token that shares a character with one is learned; the
   * end token is where the last one reaches the end of the text. Default: all of it. Since 1.1.
   */
  readonly learn?: readonly (readonly [start: number, end: number])[] | undefined;
  /** A conversation. The host renders it with a chat template and trains on that instead of `text`. Since 1.1. */
  readonly messages?: readonly ChatMessage[] | undefined;
  /** Descriptions of the tools a conversation may call, for the template. Since 1.1. */
  readonly tools?: readonly JsonObject[] | undefined;
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
  /** Pieces of the source that were left out, by reason, such as `malformed`. Since 1.1. */
  readonly skipped?: Readonly<Record<string, number>> | undefined;
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
  /**
   * Absolute paths of the files that, together with the options, determine the samples of a split. The host keeps tokens of
   * earlier runs as long as their contents are the same. Default: it reads the samples to see whether they are. Since 1.1.
   */
  files?(split: SplitName): Promise<readonly string[]>;
}
