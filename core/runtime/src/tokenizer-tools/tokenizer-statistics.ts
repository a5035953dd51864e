// How well a tokenizer fits texts: lengths, rates, and which part of the vocabulary is used.
import type { Tokenizer } from '@codex-ml/plugin-api';

export interface TokenizerStatistics {
  readonly texts: number;
  readonly tokens: number;
  /** Of the texts, in UTF-8. */
  readonly bytes: number;
  /** Unicode code points. */
  readonly characters: number;
  /** Runs of anything but white space. */
  readonly words: number;
  readonly bytesPerToken: number | null;
  readonly charactersPerToken: number | null;
  /** Fertility. */
  readonly tokensPerWord: number | null;
  /** Tokens that stand for text the vocabulary does not have. */
  readonly unknown: number;
  readonly vocabularySize: number;
  /** Ids that occur. */
  readonly usedIds: number;
  /** Tokens of a text. */
  readonly length: {
    readonly median: number;
    readonly p90: number;
    readonly p99: number;
    readonly longest: number;
  };
  /** The most frequent tokens, most frequent first; equal ones by id. */
  readonly frequent: readonly { readonly id: number; readonly token: string; readonly count: number }[];
}

export interface StatisticsBuilder {
  add(text: string): void;
  finish(): TokenizerStatistics;
}

/** @param most frequent tokens listed */
export function measureTokenizer(tokenizer: Tokenizer, most: number): StatisticsBuilder {
  const counts = new Float64Array(tokenizer.vocabularySize);
  const lengths: number[] = [];
  let [bytes, characters, words, tokens] = [0, 0, 0, 0];
  return {
    add(text) {
      const { ids } = tokenizer.encode(text);
      for (const id of ids) counts[id]! += 1;
      lengths.push(ids.length);
      tokens += ids.length;
      bytes += Buffer.byteLength(text, 'utf8');
      characters += countCodePoints(text);
      words += text.match(/\S+/gu)?.length ?? 0;
    },
    finish() {
      const sorted = Float64Array.from(lengths).sort();
      const { unk } = tokenizer.specials;
      const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);
      const used = [...counts.keys()].filter((id) => counts[id]! > 0);
      return {
        texts: lengths.length,
        tokens,
        bytes,
        characters,
        words,
        bytesPerToken: ratio(bytes, tokens),
        charactersPerToken: ratio(characters, tokens),
        tokensPerWord: ratio(tokens, words),
        unknown: unk === undefined ? 0 : counts[unk]!,
        vocabularySize: tokenizer.vocabularySize,
        usedIds: used.length,
        length: {
          median: quantile(sorted, 0.5),
          p90: quantile(sorted, 0.9),
          p99: quantile(sorted, 0.99),
          longest: sorted.at(-1) ?? 0,
        },
        frequent: used
          .sort((a, b) => counts[b]! - counts[a]! || a - b)
          .slice(0, most)
          .map((id) => ({ id, token: tokenizer.idToToken(id) ?? '', count: counts[id]! })),
      };
    },
  };
}

/** The smallest value that at least a share `q` of the sorted values does not exceed; 0 where there are none. */
export function quantile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return 0;
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const pair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (pair) i++;
    count++;
  }
  return count;
}
