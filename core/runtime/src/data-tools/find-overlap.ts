// What a held-out split has in common with the training split: whole texts, and sequences of words.
import type { Sample } from '@codex-ml/plugin-api';
import { normalizeText } from '../data/index.js';
import { visitWordSequences } from './word-sequences.js';

export interface OverlapOptions {
  readonly held: () => AsyncIterable<Sample>;
  readonly train: () => AsyncIterable<Sample>;
  /** Words in a row that count as copied. */
  readonly words: number;
  /** Examples listed at most. */
  readonly examples: number;
}

export interface Overlap {
  readonly samples: number;
  /** Held-out samples whose text is a training sample too. */
  readonly exact: number;
  /** The same apart from case and white space; includes the exact ones. */
  readonly normalized: number;
  /** Held-out samples with at least one sequence of words that the training split has. */
  readonly sharing: number;
  /** Sequences of words in the held-out split, and those of them that the training split has. */
  readonly sequences: number;
  readonly sharedSequences: number;
  readonly examples: readonly OverlapExample[];
}

export interface OverlapExample {
  readonly held: string;
  /** A training sample with the same text, or null where only sequences are shared. */
  readonly train: string | null;
  /** Share of the sample's sequences that the training split has; 1 for a whole text. */
  readonly share: number;
}

interface HeldSample {
  readonly id: string;
  readonly text: string;
  readonly normalized: string;
  readonly sequences: Float64Array;
}

/** Memory grows with the held-out split; the training split is read once. */
export async function findOverlap(options: OverlapOptions): Promise<Overlap> {
  const held: HeldSample[] = [];
  const sequences = new Map<number, boolean>();
  const texts = new Map<string, string | null>();
  for await (const { id, text } of options.held()) {
    const own: number[] = [];
    visitWordSequences(text, options.words, (hash) => {
      own.push(hash);
      sequences.set(hash, false);
    });
    const normalized = normalizeText(text);
    texts.set(`=${text}`, null).set(`~${normalized}`, null);
    held.push({ id, text, normalized, sequences: Float64Array.from(own) });
  }
  for await (const { id, text } of options.train()) {
    for (const key of [`=${text}`, `~${normalizeText(text)}`])
      if (texts.get(key) === null) texts.set(key, id);
    visitWordSequences(text, options.words, (hash) => {
      if (sequences.get(hash) === false) sequences.set(hash, true);
    });
  }
  return summarise(held, texts, sequences, options.examples);
}

function summarise(
  held: readonly HeldSample[],
  texts: ReadonlyMap<string, string | null>,
  sequences: ReadonlyMap<number, boolean>,
  most: number,
): Overlap {
  let [exact, normalized, sharing, total, shared] = [0, 0, 0, 0, 0];
  const examples: OverlapExample[] = [];
  for (const sample of held) {
    const common = sample.sequences.filter((hash) => sequences.get(hash) === true).length;
    const twin = texts.get(`=${sample.text}`) ?? null;
    const alike = texts.get(`~${sample.normalized}`) ?? null;
    if (twin !== null) exact++;
    if (alike !== null) normalized++;
    if (common > 0) sharing++;
    total += sample.sequences.length;
    shared += common;
    const train = twin ?? alike;
    const share = train !== null ? 1 : common === 0 ? 0 : common / sample.sequences.length;
    if (share > 0) examples.push({ held: sample.id, train, share });
  }
  examples.sort((a, b) => b.share - a.share || (a.held < b.held ? -1 : 1));
  return {
    samples: held.length,
    exact,
    normalized,
    sharing,
    sequences: total,
    sharedSequences: shared,
    examples: examples.slice(0, most),
  };
}
