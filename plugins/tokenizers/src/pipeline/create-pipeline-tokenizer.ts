// The Tokenizer that a `tokenizer.json` describes, equal to that of the Rust library `tokenizers` in ids and offsets.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { type AddedToken, readAddedTokens } from '../added-tokens/added-token.js';
import { createAddedTokens } from '../added-tokens/create-added-tokens.js';
import { buildTokenizer } from '../build-tokenizer.js';
import { createDecoder } from '../decoders/create-decoder.js';
import { findFastEncoder } from '../fast/find-fast-encoder.js';
import { readTokenizerJson } from '../formats/tokenizer-json/read-tokenizer-json.js';
import { writeTokenizerJson } from '../formats/tokenizer-json/write-tokenizer-json.js';
import { createModel } from '../models/create-model.js';
import { createNormalizer } from '../normalizers/create-normalizer.js';
import { createPostProcessor } from '../post-processors/create-post-processor.js';
import { createPreTokenizer } from '../pre-tokenizers/create-pre-tokenizer.js';
import { createSentencePieceParts } from '../sentencepiece/create-sentencepiece-parts.js';
import { SPECIAL_ROLES, type SpecialIds } from '../special-tokens.js';
import { assignRoles } from './assign-roles.js';
import { createIdDecoding } from './create-id-decoding.js';
import { createTokenizeText } from './create-tokenize-text.js';
import type { RoleTokens } from './find-specials.js';
import { numberAddedTokens } from './number-added-tokens.js';

export interface PipelineOptions {
  /** Id of the plugin, for errors. Default `tokenizer-json`. */
  readonly name?: string;
  /** Tokens of roles. Default: what the document says, else what can be told from its post-processor and from common names. */
  readonly specials?: RoleTokens | undefined;
  /** Tokens of roles as files beside the document name them; those that have no id count for nothing. */
  readonly defaults?: RoleTokens | undefined;
  /** Jinja source. Default: that of the document. */
  readonly chatTemplate?: string | undefined;
  /** Is told what in the document is not as it says. Default: nobody. */
  readonly warn?: (message: string) => void;
}

/**
 * Special tokens that are written in a text are text unless `parseSpecials` is set, also where the model itself would make one.
 * `dropout` of a BPE model works for calls that bring `random`. `truncation` and `padding` of the document are kept and not applied: callers say what they want.
 * @throws CML4110 … CML4114 a document that is malformed or cannot be met, CML4121, CML4128 a role whose token has no id
 */
export function createPipelineTokenizer(document: JsonObject, options: PipelineOptions = {}): Tokenizer {
  const { model: modelJson, addedTokens, sidecar, ...json } = readTokenizerJson(document);
  const warn = options.warn ?? (() => {});
  const exact =
    sidecar.sentencePiece === undefined
      ? undefined
      : createSentencePieceParts(modelJson, json.normalizer, sidecar.sentencePiece);
  const model = exact?.model ?? createModel(modelJson, 'model', sidecar.mergeOrder);
  const normalizer = exact?.normalizer ?? createNormalizer(json.normalizer);
  const preTokenizer = exact?.preTokenizer ?? createPreTokenizer(json.preTokenizer);
  const { roles, evident, tokens } = assignRoles(
    {
      asked: options.specials ?? {},
      beside: options.defaults ?? {},
      stored: sidecar.specials ?? {},
      hints: { postProcessor: json.postProcessor, padding: json.padding, unknown: model.unknown },
    },
    numberAddedTokens(readAddedTokens(addedTokens), model, warn),
    (token) => model.id(token),
    warn,
  );
  const added = createAddedTokens(tokens, normalizer, exact?.found);
  const contents = new Map(added.tokens.map(({ id, content }) => [id, content]));
  const addedIds = new Map(added.tokens.map(({ id, content }) => [content, id]));
  const specialTokens = new Map(
    added.tokens.filter(({ special }) => special).map(({ content, id }) => [content, id]),
  );
  const specials: SpecialIds = Object.freeze(
    Object.fromEntries(
      SPECIAL_ROLES.filter((role) => roles[role] !== undefined).map((role) => [
        role,
        addedIds.get(roles[role]!)!,
      ]),
    ),
  );
  const steering = findSteering(specialTokens, specials, model.unknown);
  const chatTemplate = options.chatTemplate ?? sidecar.chatTemplate;
  const usesFast =
    exact === undefined && (json.normalizer === null || added.tokens.every(({ normalized }) => !normalized));

  const size = added.tokens.reduce((most, { id }) => Math.max(most, id + 1), model.size);
  return buildTokenizer({
    name: options.name ?? 'tokenizer-json',
    size,
    specials,
    specialTokens,
    chatTemplate,
    processor: createPostProcessor(json.postProcessor, (id) =>
      contents.has(id) ? undefined : model.token(id),
    ),
    randomizes: model.randomizes,
    tokenize: createTokenizeText({
      parts: { added, normalizer, preTokenizer },
      model,
      guarded: steering,
      fast: usesFast ? findFastEncoder(withoutChance(document, modelJson), model.bpe) : undefined,
    }),
    ...createIdDecoding({
      decoding: exact?.decoding ?? createDecoder(json.decoder),
      size,
      surface: (id) => added.surface(id) ?? model.token(id),
      special: new Set(specialTokens.values()),
      skipped: steering,
    }),
    token: (id) => contents.get(id) ?? model.token(id),
    id: (token) => addedIds.get(token) ?? model.id(token),
    save: () =>
      writeTokenizerJson({
        ...json,
        addedTokens: added.tokens.map(writeToken),
        model: model.save(),
        sidecar: { ...sidecar, specials: evident ? undefined : roles, chatTemplate },
      }),
  });
}

/** The document as the fast encoder meets it: calls with randomness go elsewhere, and with all bytes nothing is unknown. */
function withoutChance(document: JsonObject, model: JsonObject): JsonObject {
  return { ...document, model: { ...model, dropout: null, unk_token: null, byte_fallback: false } };
}

/**
 * Special ids that steer the model, which text must not become and decoding may skip. The unknown token stands for text: text
 * becomes it, and decoding shows it rather than dropping it in silence. Some vocabularies have one token for the end and for this.
 */
function findSteering(
  specialTokens: ReadonlyMap<string, number>,
  { pad, bos, eos }: SpecialIds,
  unknown: string | undefined,
): ReadonlySet<number> {
  const steering = new Set(specialTokens.values());
  const id = unknown === undefined ? undefined : specialTokens.get(unknown);
  if (id !== undefined && ![pad, bos, eos].includes(id)) steering.delete(id);
  return steering;
}

function writeToken(token: AddedToken): JsonObject {
  return {
    id: token.id,
    content: token.content,
    single_word: token.singleWord,
    lstrip: token.stripLeft,
    rstrip: token.stripRight,
    normalized: token.normalized,
    special: token.special,
  };
}
