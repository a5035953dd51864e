// The document of a Unigram vocabulary that is learned from a corpus.
import type { Corpus, JsonObject, OptionsOf, PluginContext } from '@codex-ml/plugin-api';
import { writeTokenizerJson } from '../formats/tokenizer-json/write-tokenizer-json.js';
import type { unigramOptions } from '../unigram.options.js';
import type { Counting } from './count-words.js';
import { learnUnigram } from './learn-unigram.js';
import { createProgress, readCorpus } from './read-corpus.js';
import { reserveTokens } from './reserved-tokens.js';
import { METASPACE, writeDecoder, writeNormalizer, writePreTokenizer } from './text-steps.js';
import { checkRoom } from './train-merges.js';

/** Bytes are only for what no piece spells: any piece scores better. */
const BYTE_SCORE = -1000;

/** Of all distinct words together, in UTF-16 units. Each costs some 70 bytes while pieces are learned: about 1.2 GB at most. */
const MOST_UNITS = 16e6;

/** @throws CML4107, CML4143; the signal's reason when aborted */
export async function trainUnigram(
  corpus: Corpus,
  options: OptionsOf<typeof unigramOptions>,
  ctx: Pick<PluginContext, 'log' | 'signal'>,
  counting?: Counting,
): Promise<JsonObject> {
  const { byteFallback, preTokenizer, vocabularySize } = options;
  const reserved = reserveTokens({ ...options, unknown: true });
  const required = [...options.initialAlphabet, ...(preTokenizer === 'metaspace' ? [METASPACE] : [])];
  const text = { ...options, byteLevel: false };
  const { words, alphabet } = await readCorpus(
    corpus,
    {
      ...text,
      counting,
      tokenizer: 'unigram',
      required: required.map((character) => character.codePointAt(0)!),
      sorted: true,
      mostUnits: MOST_UNITS,
    },
    ctx,
  );
  checkRoom('unigram', vocabularySize, reserved, alphabet.points.length);
  const size = vocabularySize - reserved.tokens.length;
  const report = createProgress('learning pieces', words, ctx);
  let most = 0;
  const { pieces, logLikelihoodPerCharacter } = await learnUnigram(
    words,
    { ...options, size, alphabet: alphabet.points },
    (left) => {
      most = Math.max(most, left);
      const share = most <= size ? 1 : Math.log(most / left) / Math.log(most / size);
      return report(Math.min(1, share), `${left} pieces left`);
    },
  );
  if (pieces.length < size) {
    ctx.log.warn(
      `the corpus gives ${reserved.tokens.length + pieces.length} tokens of the ${vocabularySize} asked for`,
    );
  }
  ctx.log.info(
    `${pieces.length} pieces learned, ${(-logLikelihoodPerCharacter / Math.LN2).toFixed(3)} bits per character of the corpus`,
  );
  return writeTokenizerJson({
    addedTokens: reserved.addedTokens,
    normalizer: writeNormalizer(options.normalizer),
    preTokenizer: writePreTokenizer(text),
    postProcessor: reserved.postProcessor,
    decoder: writeDecoder(text),
    model: {
      type: 'Unigram',
      unk_id: reserved.specials.unk!,
      vocab: [
        ...reserved.tokens.map((token, id) => [token, id < reserved.special ? 0 : BYTE_SCORE]),
        ...pieces.map(({ piece, score }) => [piece, score]),
      ],
      byte_fallback: byteFallback,
    },
  });
}
