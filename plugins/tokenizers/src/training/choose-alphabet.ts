// The characters that get a token of their own, whatever is merged later.
import type { WordCharacters } from './word-characters.js';

export interface AlphabetSettings {
  /** Code points to have in any case. */
  readonly required: Iterable<number>;
  /** Most characters to have; the rarest are left out, of equally rare ones the larger code point first. */
  readonly limit?: number | undefined;
  /** Share of the corpus's characters that the alphabet must cover, from the most frequent on. Default 1, all of them. */
  readonly coverage?: number | undefined;
}

export interface Alphabet {
  /** Code points, in rising order. */
  readonly points: Int32Array;
  /** Distinct characters of the corpus that are not in it. */
  readonly left: number;
  /** Share of the corpus's characters that is in it; 1 for a corpus without characters. */
  readonly covered: number;
}

export function chooseAlphabet(words: WordCharacters, settings: AlphabetSettings): Alphabet {
  const { limit = Number.POSITIVE_INFINITY, coverage = 1 } = settings;
  const counts = countCharacters(words);
  const required = new Set(settings.required);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const chosen = new Set<number>();
  let covered = 0;
  for (const point of required) {
    if (chosen.size >= limit) break;
    chosen.add(point);
    covered += counts.get(point) ?? 0;
  }
  const ranked = [...counts]
    .filter(([point]) => !required.has(point))
    .sort(([a, m], [b, n]) => n - m || a - b);
  for (const [point, count] of ranked) {
    if (chosen.size >= limit || covered >= coverage * total) break;
    chosen.add(point);
    covered += count;
  }
  return {
    points: Int32Array.from(chosen).sort(),
    left: [...counts.keys()].filter((point) => !chosen.has(point)).length,
    covered: total === 0 ? 1 : covered / total,
  };
}

function countCharacters({ characters, starts, counts }: WordCharacters): Map<number, number> {
  const basic = new Float64Array(0x10000);
  const astral = new Map<number, number>();
  for (let word = 0; word < counts.length; word++) {
    const count = counts[word]!;
    for (let at = starts[word]!; at < starts[word + 1]!; at++) {
      const point = characters[at]!;
      if (point < 0x10000) basic[point]! += count;
      else astral.set(point, (astral.get(point) ?? 0) + count);
    }
  }
  for (let point = 0; point < basic.length; point++) if (basic[point]! > 0) astral.set(point, basic[point]!);
  return astral;
}
