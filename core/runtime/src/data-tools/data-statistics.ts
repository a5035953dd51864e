// Counts over the samples of a split, as they come to the tokenizer.
import type { Sample } from '@codex-ml/plugin-api';
import { type EncodeSampleOptions, encodeSample, normalizeText } from '../data/index.js';
import { TextSet } from '../data/text-set.js';
import { quantile } from '../tokenizer-tools/tokenizer-statistics.js';

export interface Distribution {
  readonly shortest: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly longest: number;
}

export interface DataStatistics {
  readonly samples: number;
  readonly conversations: number;
  /** Of the texts, in UTF-8. */
  readonly bytes: number;
  /** Samples without any text. */
  readonly empty: number;
  /** Samples whose text came before: as it is, and apart from case and white space. */
  readonly duplicates: { readonly exact: number; readonly normalized: number };
  /** Bytes of a sample. */
  readonly sampleBytes: Distribution | null;
  /** Tokens, where a tokenizer was given. */
  readonly tokens: {
    readonly total: number;
    /** Those that carry loss. */
    readonly learned: number;
    readonly ofSample: Distribution | null;
  } | null;
}

export interface DataStatisticsBuilder {
  add(sample: Sample): void;
  finish(): DataStatistics;
}

/** @param encoding how samples become tokens; null counts none */
export function measureData(encoding: EncodeSampleOptions | null): DataStatisticsBuilder {
  const [exact, normalized] = [new TextSet(), new TextSet()];
  const sizes: number[] = [];
  const lengths: number[] = [];
  let [conversations, bytes, empty, tokens, learned] = [0, 0, 0, 0, 0];
  return {
    add(sample) {
      const { text } = sample;
      const size = Buffer.byteLength(text, 'utf8');
      sizes.push(size);
      bytes += size;
      if (text.trim() === '') empty++;
      if (sample.messages !== undefined) conversations++;
      exact.add(text);
      normalized.add(normalizeText(text));
      if (encoding === null) return;
      const { ids, learn } = encodeSample(sample, encoding);
      lengths.push(ids.length);
      tokens += ids.length;
      learned += learn === undefined ? ids.length : learn.reduce((sum, one) => sum + one, 0);
    },
    finish: () => ({
      samples: sizes.length,
      conversations,
      bytes,
      empty,
      duplicates: { exact: sizes.length - exact.size, normalized: sizes.length - normalized.size },
      sampleBytes: distributionOf(sizes),
      tokens: encoding === null ? null : { total: tokens, learned, ofSample: distributionOf(lengths) },
    }),
  };
}

/** Null where there are no values. */
export function distributionOf(values: readonly number[]): Distribution | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  return {
    shortest: sorted[0]!,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    p99: quantile(sorted, 0.99),
    longest: sorted.at(-1)!,
  };
}
