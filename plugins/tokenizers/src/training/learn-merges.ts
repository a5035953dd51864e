// Byte pair encoding (Sennrich et al. 2016): merge the most frequent pair of neighbouring tokens again and again. Equal to the
// Rust trainer of Hugging Face `tokenizers` for equal settings: of pairs equally frequent the one with the smaller ids goes first.
import { MergeState } from './merge-state.js';
import { numberCharacters } from './number-characters.js';
import type { WordCharacters } from './word-characters.js';

export interface MergeSettings {
  /** Most tokens to have. */
  readonly vocabularySize: number;
  /** Times a pair must stand in the corpus to be merged. */
  readonly minFrequency: number;
  /** Most characters of a token; undefined for any number. */
  readonly maxPieceLength?: number | undefined;
  /** What tokens begin with that do not begin a word, such as `##`; empty for none. */
  readonly continuingPrefix: string;
  /** What tokens end with that end a word, such as `</w>`; empty for none. */
  readonly wordSuffix: string;
  /** Tokens that take the first ids. No merge ever forms one of them. */
  readonly reserved: readonly string[];
  /** Code points that become tokens behind the reserved ones, in rising order. Other characters of words are dropped. */
  readonly alphabet: Int32Array;
}

export interface LearnedMerges {
  /** Token of each id: reserved, alphabet, characters with the prefix or suffix where one is set, then in the order of merges. */
  readonly tokens: readonly string[];
  /** Pairs of ids, the first merge first. */
  readonly merges: readonly (readonly [left: number, right: number])[];
  /** How often the pair of the last merge stood in the corpus; 0 where there is no merge. */
  readonly lastCount: number;
}

/** Called now and then, with the number of tokens there are; may wait, and may throw to stop. */
export type OnMerged = (tokens: number) => Promise<void>;

/** Ids that are visited between two calls of `onMerged`: some ten milliseconds. */
const VISITS_BETWEEN_CALLS = 2_000_000;

export async function learnMerges(
  words: WordCharacters,
  settings: MergeSettings,
  onMerged: OnMerged = async () => {},
): Promise<LearnedMerges> {
  const { vocabularySize, minFrequency, continuingPrefix } = settings;
  const tokens = [...settings.reserved];
  const idOfToken = new Map(tokens.map((token, id) => [token, id]));
  const lengths = tokens.map(() => 0);
  const add = (token: string, length: number): number => {
    const id = idOfToken.get(token) ?? tokens.length;
    if (id < tokens.length) return id;
    tokens.push(token);
    lengths.push(length);
    idOfToken.set(token, id);
    return id;
  };

  const ids = numberCharacters(words, settings, (token) => add(token, 1));
  const state = new MergeState(ids, Math.max(vocabularySize, tokens.length) + 1);
  const { pairs, queue } = state;
  const merges: number[] = [];
  const longest = settings.maxPieceLength ?? Number.POSITIVE_INFINITY;
  let lastCount = 0;
  let called = state.visited;

  while (tokens.length < vocabularySize && queue.size > 0) {
    const candidate = queue.take();
    const pair = queue.pairOf(candidate);
    const count = pairs.count[pair]!;
    if (queue.countOf(candidate) !== count) {
      queue.putBack(candidate);
      continue;
    }
    if (count < 1 || count < minFrequency) break;
    const [left, right] = [pairs.left[pair]!, pairs.right[pair]!];
    const length = lengths[left]! + lengths[right]!;
    const tail = tokens[right]!;
    const token =
      tokens[left]! + (tail.startsWith(continuingPrefix) ? tail.slice(continuingPrefix.length) : tail);
    if (length > longest || (idOfToken.get(token) ?? tokens.length) < settings.reserved.length) continue;
    const merged = add(token, length);
    merges.push(pair);
    lastCount = count;
    state.merge(candidate, merged, (id) => lengths[id]! + length <= longest);
    if (state.visited - called >= VISITS_BETWEEN_CALLS) {
      called = state.visited;
      await onMerged(tokens.length);
    }
  }
  // A pair that came about anew after it was merged has been merged again: the last time is the one that counts.
  const lastOf = new Map(merges.map((pair, i) => [pair, i]));
  return {
    tokens,
    merges: merges
      .filter((pair, i) => lastOf.get(pair) === i)
      .map((pair) => [pairs.left[pair]!, pairs.right[pair]!] as const),
    lastCount,
  };
}
