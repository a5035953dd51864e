// The document of a WordPiece vocabulary that is learned from a corpus. Learned as the Rust library of Hugging Face learns it: byte pair
// merges over pieces that begin with `##` inside words. Encoding takes the longest piece that fits, and knows no merges.
import type { Corpus, JsonObject, OptionsOf, PluginContext } from '@codex-ml/plugin-api';
import { writeTokenizerJson } from '../formats/tokenizer-json/write-tokenizer-json.js';
import { SPECIAL_TOKENS } from '../special-tokens.js';
import type { wordpieceOptions } from '../wordpiece.options.js';
import type { Counting } from './count-words.js';
import { reserveTokens } from './reserved-tokens.js';
import { writeNormalizer, writePreTokenizer } from './text-steps.js';
import { trainMerges } from './train-merges.js';

export const CONTINUING_PREFIX = '##';

/** @throws CML4107, CML4143; the signal's reason when aborted */
export async function trainWordpiece(
  corpus: Corpus,
  options: OptionsOf<typeof wordpieceOptions>,
  ctx: Pick<PluginContext, 'log' | 'signal'>,
  counting?: Counting,
): Promise<JsonObject> {
  const reserved = reserveTokens({ ...options, unknown: true, byteFallback: false });
  const text = { ...options, byteLevel: false, byteFallback: false, prefixSpace: false };
  const { tokens } = await trainMerges(
    corpus,
    {
      ...text,
      counting,
      tokenizer: 'wordpiece',
      required: Array.from(options.initialAlphabet, (character) => character.codePointAt(0)!),
      continuingPrefix: CONTINUING_PREFIX,
      wordSuffix: '',
      reserved,
    },
    ctx,
  );
  return writeTokenizerJson({
    addedTokens: reserved.addedTokens,
    normalizer: writeNormalizer(options.normalizer),
    preTokenizer: writePreTokenizer(text),
    postProcessor: reserved.postProcessor,
    decoder: { type: 'WordPiece', prefix: CONTINUING_PREFIX, cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: SPECIAL_TOKENS.unk,
      continuing_subword_prefix: CONTINUING_PREFIX,
      max_input_chars_per_word: options.maxWordLength,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  });
}
