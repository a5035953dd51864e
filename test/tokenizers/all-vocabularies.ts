// The vocabularies that texts are tried with: four that people use, and WordPiece and Unigram, which are trained here.
import { join } from 'node:path';
import type { Corpus, JsonObject, OptionsOf } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { readTiktokenDocument } from '@codex-ml/tokenizers/dist/formats/tiktoken/read-tiktoken-document.js';
import { tiktokenOptions } from '@codex-ml/tokenizers/dist/tiktoken.options.js';
import { trainUnigram } from '@codex-ml/tokenizers/dist/training/train-unigram.js';
import { trainWordpiece } from '@codex-ml/tokenizers/dist/training/train-wordpiece.js';
import { unigramOptions } from '@codex-ml/tokenizers/dist/unigram.options.js';
import { wordpieceOptions } from '@codex-ml/tokenizers/dist/wordpiece.options.js';
import { ORACLES, readGpt2, readOracle } from './oracle.js';
import { readDocuments, readMessages } from './real-texts.js';

async function* corpus(): Corpus {
  yield* readMessages(120);
  for (const text of readDocuments()) yield* text.slice(0, 8000).split(/(?<=\n)/);
}

const SPECIALS = { specials: ['pad', 'bos', 'eos'], additionalSpecialTokens: ['<mask>', '<|im_start|>'] };

async function trainOn<Options>(
  train: (corpus: Corpus, options: Options, ctx: ReturnType<typeof testContext>) => Promise<JsonObject>,
  options: Options,
): Promise<JsonObject> {
  const ctx = testContext();
  try {
    return await train(corpus(), options, ctx);
  } finally {
    await ctx.close();
  }
}

const wordpiece = (options: JsonObject): Promise<JsonObject> =>
  trainOn<OptionsOf<typeof wordpieceOptions>>(
    trainWordpiece,
    wordpieceOptions.parse({ vocabularySize: 6000, ...SPECIALS, ...options }),
  );
const unigram = (options: JsonObject): Promise<JsonObject> =>
  trainOn<OptionsOf<typeof unigramOptions>>(
    trainUnigram,
    unigramOptions.parse({ vocabularySize: 6000, ...SPECIALS, ...options }),
  );

export const VOCABULARIES: Readonly<Record<string, () => Promise<JsonObject>>> = {
  'GPT-2': readGpt2,
  'Qwen 3': () => readOracle('qwen3'),
  'Llama 3': () => readOracle('llama3'),
  'Gemma 3': () => readOracle('gemma3'),
  WordPiece: () => wordpiece({}),
  'WordPiece with case and accents': () => wordpiece({ normalizer: [], preTokenizer: 'whitespace' }),
  Unigram: () => unigram({ byteFallback: false, normalizer: ['nfkc'] }),
  'Unigram with bytes': () => unigram({}),
};

/** An encoding of the npm package `tiktoken`, such as `cl100k_base`, as a `tokenizer.json`. */
export function readTiktoken(name: string): Promise<JsonObject> {
  const path = join(ORACLES, 'node_modules', 'tiktoken', 'encoders', `${name}.json`);
  return readTiktokenDocument(tiktokenOptions.parse({ path }), (given) => given);
}
