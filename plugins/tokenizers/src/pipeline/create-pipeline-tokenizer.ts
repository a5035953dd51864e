// The Tokenizer that a `tokenizer.json` describes, equal to that of the Rust library `tokenizers` in ids and offsets.
import { codexError, type JsonObject, type SpecialRole, type Tokenizer } from '@codex-ml/plugin-api';
import { type AddedToken, readAddedTokens } from '../added-tokens/added-token.js';
import { createAddedTokens } from '../added-tokens/create-added-tokens.js';
import { buildTokenizer } from '../build-tokenizer.js';
import { bytesOfToken } from '../decoders/byte-level.js';
import { createDecoder } from '../decoders/create-decoder.js';
import { findFastEncoder } from '../fast/find-fast-encoder.js';
import { readTokenizerJson } from '../formats/tokenizer-json/read-tokenizer-json.js';
import { writeTokenizerJson } from '../formats/tokenizer-json/write-tokenizer-json.js';
import { createModel } from '../models/create-model.js';
import type { DropoutRandom } from '../models/vocabulary-model.js';
import { createNormalizer } from '../normalizers/create-normalizer.js';
import { createPostProcessor } from '../post-processors/create-post-processor.js';
import { createPreTokenizer } from '../pre-tokenizers/create-pre-tokenizer.js';
import { SPECIAL_ROLES, type SpecialIds } from '../special-tokens.js';
import { createTokenizeText } from './create-tokenize-text.js';
import { findSpecials, type RoleTokens } from './find-specials.js';
import { numberAddedTokens } from './number-added-tokens.js';
import { createTokenBytes } from './token-bytes.js';

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
  /** Lets the `dropout` of a BPE model work; encoding is then random. Default: `dropout` is kept and not applied. */
  readonly random?: DropoutRandom | undefined;
}

const NO_BYTES = new Uint8Array(0);

/**
 * Special tokens that are written in a text are text unless `parseSpecials` is set, also where the model itself would make one.
 * `truncation` and `padding` of the document are kept and not applied: callers say what they want.
 * @throws CML4110 … CML4114 a document that is malformed or cannot be met, CML4121, CML4128 a role whose token has no id
 */
export function createPipelineTokenizer(document: JsonObject, options: PipelineOptions = {}): Tokenizer {
  const json = readTokenizerJson(document);
  const model = createModel(json.model, { random: options.random });
  const normalizer = createNormalizer(json.normalizer);
  const preTokenizer = createPreTokenizer(json.preTokenizer);
  const decoding = createDecoder(json.decoder);
  const warn = options.warn ?? (() => {});
  const listed = numberAddedTokens(readAddedTokens(json.addedTokens), model, warn);
  const hasId = (token: string): boolean =>
    model.id(token) !== undefined || listed.some(({ content }) => content === token);
  const told: RoleTokens = {
    ...json.sidecar.specials,
    ...dropUnknown(options.defaults ?? {}, hasId, warn),
    ...withoutUndefined(options.specials ?? {}),
  };
  const missing = addRoleTokens(told, listed, (token) => model.id(token));
  const added = createAddedTokens([...listed, ...missing], normalizer);

  const addedTokens = new Map(added.tokens.map((token) => [token.id, token]));
  const addedIds = new Map(added.tokens.map((token) => [token.content, token.id]));
  const specialTokens = new Map(
    added.tokens.filter(({ special }) => special).map(({ content, id }) => [content, id]),
  );
  const guessed = findSpecials({
    specialTokens,
    postProcessor: json.postProcessor,
    padding: json.padding,
    unknown: model.unknown,
  });
  const roles: RoleTokens = { ...guessed, ...told };
  const specials: SpecialIds = Object.freeze(
    Object.fromEntries(
      SPECIAL_ROLES.filter((role) => roles[role] !== undefined).map((role) => [
        role,
        addedIds.get(roles[role]!)!,
      ]),
    ),
  );
  const chatTemplate = options.chatTemplate ?? json.sidecar.chatTemplate;

  const size = added.tokens.reduce((most, { id }) => Math.max(most, id + 1), model.size);
  const special = new Set(specialTokens.values());
  const unknownId = model.unknown === undefined ? undefined : model.id(model.unknown);
  // an unknown token stands for text: it is shown rather than dropped in silence, and text may become it
  const steering = new Set([specials.pad, specials.bos, specials.eos]);
  const keepsUnknown = unknownId !== undefined && !steering.has(unknownId);
  const skipped = new Set([...special].filter((id) => !(keepsUnknown && id === unknownId)));
  /** As decoding spells it. */
  const surface = (id: number): string | undefined => added.surface(id) ?? model.token(id);
  const spellBytes = createTokenBytes(decoding);
  const bytesOf: (Uint8Array | undefined)[] = [];
  const isByteLevel = decoding.types.length === 1 && decoding.types[0] === 'ByteLevel';
  const surfaceBytes: (Uint8Array | undefined)[] = [];

  const decode = (ids: readonly number[], skipSpecials: boolean): string => {
    const shown = skipSpecials ? ids.filter((id) => !skipped.has(id)) : ids;
    if (!isByteLevel) {
      return decoding.decode(shown.flatMap((id) => surface(id) ?? []));
    }
    const parts = shown.map((id) => (surfaceBytes[id] ??= bytesOfToken(surface(id) ?? '')));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(parts));
  };

  return buildTokenizer({
    name: options.name ?? 'tokenizer-json',
    size,
    specials,
    specialTokens,
    chatTemplate,
    processor: createPostProcessor(json.postProcessor, (id) =>
      addedTokens.has(id) ? undefined : model.token(id),
    ),
    tokenize: createTokenizeText({
      parts: { added, normalizer, preTokenizer },
      model,
      guarded: skipped,
      fast:
        json.normalizer === null || added.tokens.every(({ normalized }) => !normalized)
          ? findFastEncoder(document, model.bpe)
          : undefined,
    }),
    decode,
    decodeStream: (skipSpecials) => {
      const stream = decoding.stream();
      return {
        push: (id) => {
          const token = skipSpecials && skipped.has(id) ? undefined : surface(id);
          return token === undefined ? '' : stream.push(token);
        },
        end: () => stream.end(),
      };
    },
    token: (id) => addedTokens.get(id)?.content ?? model.token(id),
    id: (token) => addedIds.get(token) ?? model.id(token),
    bytes: (id) => {
      bytesOf[id] ??= special.has(id)
        ? NO_BYTES
        : addedTokens.has(id)
          ? new TextEncoder().encode(addedTokens.get(id)!.content)
          : spellBytes(model.token(id) ?? '');
      return bytesOf[id];
    },
    save: () =>
      writeTokenizerJson({
        ...json,
        addedTokens: added.tokens.map((token) => ({
          id: token.id,
          content: token.content,
          single_word: token.singleWord,
          lstrip: token.stripLeft,
          rstrip: token.stripRight,
          normalized: token.normalized,
          special: token.special,
        })),
        model: model.save(),
        sidecar: { specials: differ(guessed, roles) ? roles : undefined, chatTemplate },
      }),
  });
}

/** Tokens of roles that the document does not list as special: they are, now that a role is given to them. */
function addRoleTokens(
  roles: RoleTokens,
  listed: readonly AddedToken[],
  modelId: (token: string) => number | undefined,
): readonly AddedToken[] {
  const entries = Object.entries(roles) as [SpecialRole, string][];
  const missing = new Map<string, AddedToken>();
  for (const [role, token] of entries) {
    const known = listed.find(({ content }) => content === token);
    if (known?.special === true) continue;
    const id = known?.id ?? modelId(token);
    if (id === undefined) throw codexError('CML4128', { role, token });
    missing.set(token, {
      id,
      content: token,
      singleWord: false,
      stripLeft: false,
      stripRight: false,
      normalized: false,
      special: true,
    });
  }
  return [...missing.values()];
}

function withoutUndefined(roles: RoleTokens): RoleTokens {
  return Object.fromEntries(Object.entries(roles).filter(([, token]) => token !== undefined));
}

function dropUnknown(
  roles: RoleTokens,
  hasId: (token: string) => boolean,
  warn: (message: string) => void,
): RoleTokens {
  return Object.fromEntries(
    Object.entries(roles).filter(([role, token]) => {
      if (hasId(token)) return true;
      warn(
        `the ${role} token ${JSON.stringify(token)} is named beside the tokenizer and not in its vocabulary`,
      );
      return false;
    }),
  );
}

function differ(guessed: RoleTokens, roles: RoleTokens): boolean {
  return SPECIAL_ROLES.some((role) => guessed[role] !== roles[role]);
}
