// What the tokenizer suite needs, and how it gets a tokenizer to check.
import type { Corpus, Tokenizer } from '@codex-ml/plugin-api';
import { withContext } from '../../fixtures/test-context.js';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { readOptions, type Subject } from '../subject.js';

export interface TokenizerSubject extends Subject<'tokenizer'> {
  /**
   * Which texts `decode(encode(text))` gives back:
   * - `always`: every valid text, also what it was not trained on
   * - `trained`: texts made of what the training corpus contains
   * - `never`: it normalises or drops something
   */
  readonly lossless: 'always' | 'trained' | 'never';
  /** Training texts. Default a few sentences, and the hostile texts where `lossless` is `trained`. */
  readonly corpus?: readonly string[];
  /** Texts to check beside the hostile ones. */
  readonly texts?: readonly string[];
  /** Folder that `ctx.resolvePath` starts from. Default the working directory. */
  readonly base?: string;
}

const SENTENCES = [
  'Call me Ishmael. Some years ago, never mind how long precisely, I thought I would sail about a little.',
  'It is a way I have of driving off the spleen and regulating the circulation.',
];

export function corpusOf({ corpus, lossless }: TokenizerSubject): readonly string[] {
  return corpus ?? (lossless === 'trained' ? [...SENTENCES, ...HOSTILE_TEXTS] : SENTENCES);
}

/** Everything that gets encoded. */
export function textsOf(subject: TokenizerSubject): readonly string[] {
  return [...SENTENCES, ...(subject.texts ?? []), ...HOSTILE_TEXTS];
}

/** Hand a freshly trained tokenizer to `use`. */
export function withTrained<T>(
  subject: TokenizerSubject,
  use: (tokenizer: Tokenizer) => T | Promise<T>,
): Promise<T> {
  const context = subject.base === undefined ? {} : { base: subject.base };
  return withContext(context, async (ctx) => {
    const options = readOptions(subject);
    return use(await subject.plugin.train({ options, ctx, corpus: toCorpus(corpusOf(subject)) }));
  });
}

function toCorpus(texts: readonly string[]): Corpus {
  return {
    async *[Symbol.asyncIterator]() {
      yield* texts;
    },
  };
}
