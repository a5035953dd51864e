// The document of a byte pair encoding that is learned from a corpus.
import type { Corpus, JsonObject, OptionsOf, PluginContext } from '@codex-ml/plugin-api';
import type { bpeOptions } from '../bpe.options.js';
import { BYTE_ALPHABET } from '../byte-alphabet.js';
import { writeTokenizerJson } from '../formats/tokenizer-json/write-tokenizer-json.js';
import { PLAIN_BPE } from '../models/bpe/plain-bpe.js';
import { SPECIAL_TOKENS } from '../special-tokens.js';
import type { Counting } from './count-words.js';
import { reserveTokens } from './reserved-tokens.js';
import {
  dropsSpaces,
  METASPACE,
  WORD_END,
  writeDecoder,
  writeNormalizer,
  writePreTokenizer,
} from './text-steps.js';
import { trainMerges } from './train-merges.js';

/** @throws CML4107, CML4143; the signal's reason when aborted */
export async function trainBpe(
  corpus: Corpus,
  options: OptionsOf<typeof bpeOptions>,
  ctx: Pick<PluginContext, 'log' | 'signal'>,
  counting?: Counting,
): Promise<JsonObject> {
  const { byteLevel, byteFallback, preTokenizer, dropout } = options;
  const unknown = !byteLevel && !byteFallback;
  const reserved = reserveTokens({ ...options, unknown });
  const wordSuffix = dropsSpaces(preTokenizer) ? WORD_END : '';
  const required = byteLevel
    ? BYTE_ALPHABET
    : [...options.initialAlphabet, ...(preTokenizer === 'metaspace' ? [METASPACE] : [])];
  const { tokens, merges } = await trainMerges(
    corpus,
    {
      ...options,
      counting,
      tokenizer: 'bpe',
      required: required.map((character) => character.codePointAt(0)!),
      continuingPrefix: '',
      wordSuffix,
      reserved,
    },
    ctx,
  );
  return writeTokenizerJson({
    addedTokens: reserved.addedTokens,
    normalizer: writeNormalizer(options.normalizer),
    preTokenizer: writePreTokenizer(options),
    postProcessor: reserved.postProcessor,
    decoder: writeDecoder(options),
    model: {
      ...PLAIN_BPE,
      dropout: dropout === 0 ? null : dropout,
      unk_token: unknown ? SPECIAL_TOKENS.unk : null,
      end_of_word_suffix: wordSuffix === '' ? null : wordSuffix,
      byte_fallback: byteFallback,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: merges.map(([left, right]) => [tokens[left]!, tokens[right]!]),
    },
  });
}
