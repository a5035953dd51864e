// How often each word stands in a corpus, which streams by: only distinct words are kept. Threads help where the corpus is large.
// The result is the same with any number of them.
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Corpus, JsonValue } from '@codex-ml/plugin-api';
import { type CountTeam, startCountTeam } from './count-team.js';
import type { WordCounts } from './word-counts.js';
import { createWordCutter } from './word-cutter.js';
import { WordTable } from './word-table.js';

/** In UTF-16 units of text, but for `words`. */
export interface CountLimits {
  /** Most distinct words that are kept from one segment to the next: of more the rarest are dropped, down to half. Default 4 million. */
  readonly words: number;
  /** Text after which the limit is applied, with the text that is being read; other texts do not move it. Default 32 million. */
  readonly segment: number;
  /** Text that is handed to a thread at once. Default 1 million. */
  readonly batch: number;
  /** Text that is counted before threads are started, so that small corpora need none. Default 8 million. */
  readonly alone: number;
}

/** How the work is divided. The result depends on `limits.words` and `limits.segment` alone. */
export interface Counting {
  /** Threads that count, this one included. Default as many as there are processors, at most 8. */
  readonly threads?: number;
  readonly limits?: Partial<CountLimits>;
}

export interface CountSettings extends Counting {
  readonly normalizer: JsonValue;
  readonly preTokenizer: JsonValue;
  readonly signal?: AbortSignal;
  /** Called after each segment with the units and distinct words so far. */
  readonly onSegment?: (units: number, words: number) => void;
  /** Is told what went otherwise than asked for. */
  readonly warn?: (message: string) => void;
}

export interface CountedCorpus {
  /** Distinct words in no particular order. */
  readonly words: WordCounts;
  /** Whether words made of bytes are spelled in the byte alphabet already. */
  readonly spelled: boolean;
  /** Most that the count of a word can be too low by, as some were dropped on the way; 0 where none was. */
  readonly missed: number;
}

const LIMITS: CountLimits = { words: 4e6, segment: 32e6, batch: 1e6, alone: 8e6 };

/**
 * Memory: about 40 bytes and the units of a word for `limits.words` words, and the same for the distinct words of one segment in each
 * thread.
 * @throws the signal's reason when aborted; CML4110 … CML4114
 */
export async function countWords(corpus: Corpus, settings: CountSettings): Promise<CountedCorpus> {
  const limits = { ...LIMITS, ...settings.limits };
  const { normalizer, preTokenizer, signal, warn = () => {} } = settings;
  const threads = settings.threads ?? Math.min(8, availableParallelism());
  const cutter = createWordCutter(normalizer, preTokenizer);
  const table = new WordTable();
  const visit = (units: Uint16Array, start: number, end: number) => table.add(units, start, end, 1);
  let team: CountTeam | undefined;
  let batch: string[] = [];
  let [batched, segment, total, dropped] = [0, 0, 0, 0];

  const count = async (): Promise<void> => {
    const texts = batch;
    batch = [];
    batched = 0;
    if (team === undefined && threads > 1 && total > limits.alone) {
      team = startCountTeam(threads - 1, { normalizer, preTokenizer }, warn);
    }
    if (team?.take(texts) !== true) for (const text of texts) cutter.cut(text, visit);
    // gives threads a chance to report, and others to abort
    await setImmediate();
    signal?.throwIfAborted();
  };
  const endSegment = async (): Promise<void> => {
    await count();
    if (team !== undefined) for (const words of await team.collect()) table.addCounts(words);
    dropped += prune(table, limits.words);
    segment = 0;
    settings.onSegment?.(total, table.size);
  };

  try {
    for await (const text of corpus) {
      signal?.throwIfAborted();
      batch.push(text);
      batched += text.length;
      segment += text.length;
      total += text.length;
      if (segment >= limits.segment) await endSegment();
      else if (batched >= limits.batch) await count();
    }
    await endSegment();
  } finally {
    await team?.stop();
  }
  return { words: table.view(), spelled: cutter.spelled, missed: dropped };
}

/** Drop the rarest words of a table that has too many; returns how often the most frequent of them stood, 0 where none was dropped. */
function prune(table: WordTable, most: number): number {
  if (table.size <= most) return 0;
  const sorted = table.view().counts.slice().sort();
  const greatest = sorted[sorted.length - 1 - Math.floor(most / 2)]!;
  table.dropBelow(greatest + 1);
  return greatest;
}
