// What `bpe` and `wordpiece` have in common: read the corpus, check that the vocabulary has room, learn merges, say what came of it.
import { type Corpus, codexError, type PluginContext } from '@codex-ml/plugin-api';
import { type LearnedMerges, learnMerges } from './learn-merges.js';
import { type CorpusChoices, createProgress, readCorpus } from './read-corpus.js';
import type { ReservedTokens } from './reserved-tokens.js';

export interface MergeChoices extends Omit<CorpusChoices, 'sorted'> {
  readonly vocabularySize: number;
  readonly minFrequency: number;
  readonly maxPieceLength?: number | undefined;
  readonly continuingPrefix: string;
  readonly wordSuffix: string;
  readonly reserved: ReservedTokens;
}

/** @throws CML4107, CML4143; the signal's reason when aborted */
export async function trainMerges(
  corpus: Corpus,
  choices: MergeChoices,
  ctx: Pick<PluginContext, 'log' | 'signal'>,
): Promise<LearnedMerges> {
  const { vocabularySize, reserved } = choices;
  const { words, alphabet } = await readCorpus(corpus, { ...choices, sorted: false }, ctx);
  checkRoom(choices.tokenizer, vocabularySize, reserved, alphabet.points.length);
  const report = createProgress('learning merges', words, ctx);
  const learned = await learnMerges(
    words,
    { ...choices, reserved: reserved.tokens, alphabet: alphabet.points },
    (tokens) => report(tokens / vocabularySize, `${tokens} tokens`),
  );
  const { tokens, merges, lastCount } = learned;
  if (tokens.length > vocabularySize) {
    throw codexError('CML4143', {
      tokenizer: choices.tokenizer,
      size: vocabularySize,
      needed: tokens.length,
      list: `${reserved.tokens.length} reserved tokens and ${tokens.length - reserved.tokens.length} characters, in all their places in words`,
    });
  }
  if (tokens.length < vocabularySize) {
    ctx.log.warn(
      `the corpus gives ${tokens.length} tokens of the ${vocabularySize} asked for: no other pair stands in it ${choices.minFrequency} times`,
    );
  }
  ctx.log.info(`${merges.length} merges learned; the last pair stands ${lastCount} times in the corpus`);
  return learned;
}

/** @throws CML4143 */
export function checkRoom(
  tokenizer: string,
  size: number,
  reserved: ReservedTokens,
  characters: number,
): void {
  const needed = reserved.tokens.length + characters;
  if (size >= needed) return;
  const bytes = reserved.tokens.length - reserved.special;
  const parts = [
    `${reserved.special} special tokens`,
    ...(bytes === 0 ? [] : [`${bytes} bytes`]),
    `${characters} characters`,
  ];
  throw codexError('CML4143', { tokenizer, size, needed, list: parts.join(', ') });
}
