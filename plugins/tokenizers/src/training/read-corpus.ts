// The first half of every training: words of the corpus and the characters that get a token of their own, with what is said on the way.
import { setImmediate } from 'node:timers/promises';
import { type Corpus, codexError, type PluginContext } from '@codex-ml/plugin-api';
import { type Alphabet, chooseAlphabet } from './choose-alphabet.js';
import { type Counting, countWords } from './count-words.js';
import { limitWords } from './limit-words.js';
import { sortWords } from './sort-words.js';
import { type TextChoices, writeNormalizer, writePreTokenizer } from './text-steps.js';
import { cutIntoCharacters, type WordCharacters } from './word-characters.js';

export interface CorpusChoices extends TextChoices {
  /** Id of the tokenizer, for errors. */
  readonly tokenizer: string;
  /** Code points to have in any case. */
  readonly required: Iterable<number>;
  readonly alphabetLimit?: number | undefined;
  readonly characterCoverage?: number | undefined;
  /** Whether words come in order, which matters where sums of fractions depend on it. */
  readonly sorted: boolean;
  /** Most UTF-16 units of all distinct words together; the rarest words are left out. Default any number. */
  readonly mostUnits?: number | undefined;
  readonly counting?: Counting | undefined;
}

export interface ReadCorpus {
  readonly words: WordCharacters;
  readonly alphabet: Alphabet;
}

/** @throws CML4107 no text; the signal's reason when aborted */
export async function readCorpus(
  corpus: Corpus,
  choices: CorpusChoices,
  { log, signal }: Pick<PluginContext, 'log' | 'signal'>,
): Promise<ReadCorpus> {
  const counted = await countWords(corpus, {
    normalizer: writeNormalizer(choices.normalizer),
    preTokenizer: writePreTokenizer(choices),
    ...choices.counting,
    signal,
    onSegment: (units, words) => {
      log.debug(`${formatMillions(units)} million characters read, ${words} distinct words`);
    },
    warn: (message) => log.warn(message),
  });
  if (counted.words.counts.length === 0) throw codexError('CML4107', { tokenizer: choices.tokenizer });
  if (counted.missed > 0) {
    log.warn(
      `the corpus has more distinct words than are kept: rare ones were dropped on the way, so that counts may be ${counted.missed} too low`,
    );
  }
  const ordered = choices.sorted ? sortWords(counted.words) : counted.words;
  const { words, left, occurrences } = limitWords(ordered, choices.mostUnits ?? Number.POSITIVE_INFINITY);
  if (left > 0) {
    log.warn(
      `${left} rare words, which stand ${occurrences} times in the corpus, are left out: there is room for ${choices.mostUnits} characters of distinct words`,
    );
  }
  const characters = cutIntoCharacters(words, choices.byteLevel && !counted.spelled);
  const alphabet = chooseAlphabet(characters, {
    required: choices.required,
    limit: choices.alphabetLimit,
    coverage: choices.characterCoverage,
  });
  if (alphabet.left > 0) {
    const share = (100 * (1 - alphabet.covered)).toPrecision(2);
    log.info(`${alphabet.left} rare characters, ${share} % of the text, get no token of their own`);
  }
  return { words: characters, alphabet };
}

/** Below this many distinct words learning takes a moment, and nobody waits to hear of it. */
const MANY_WORDS = 50_000;

/** Says at each tenth how far learning from so many words is, and lets others abort it. */
export function createProgress(
  what: string,
  words: WordCharacters,
  { log, signal }: Pick<PluginContext, 'log' | 'signal'>,
): (share: number, detail: string) => Promise<void> {
  const level = words.counts.length < MANY_WORDS ? 'debug' : 'info';
  let tenths = 0;
  return async (share, detail) => {
    if (Math.floor(10 * share) > tenths) {
      tenths = Math.floor(10 * share);
      log[level](`${what}: ${10 * tenths} %, ${detail}`);
    }
    await setImmediate();
    signal.throwIfAborted();
  };
}

function formatMillions(units: number): string {
  return (units / 1e6).toFixed(units < 1e7 ? 1 : 0);
}
