// Reading the layout of `tokenizer.json`: its parts by name, each for the reader that knows it. Nothing is left out in silence.
import type { JsonObject, JsonValue, SpecialRole } from '@codex-ml/plugin-api';
import { expectArray, expectObject, readChoice, readString, unexpected } from '../../pipeline/json-fields.js';
import { readRules } from '../../sentencepiece/sentencepiece-rules.js';
import { SPECIAL_ROLES } from '../../special-tokens.js';
import { SIDECAR, type Sidecar } from './write-tokenizer-json.js';

export interface TokenizerDocument {
  readonly addedTokens: readonly JsonValue[];
  readonly normalizer: JsonValue;
  readonly preTokenizer: JsonValue;
  readonly postProcessor: JsonValue;
  readonly decoder: JsonValue;
  /** Without the sidecar. */
  readonly model: JsonObject;
  readonly truncation: JsonValue;
  readonly padding: JsonValue;
  readonly sidecar: Sidecar;
}

const KEYS: ReadonlySet<string> = new Set([
  'version',
  'truncation',
  'padding',
  'added_tokens',
  'normalizer',
  'pre_tokenizer',
  'post_processor',
  'decoder',
  'model',
]);

/** @throws CML4110 */
export function readTokenizerJson(json: JsonObject): TokenizerDocument {
  const document = expectObject(json, '(root)');
  const version = document['version'];
  if (version !== undefined && version !== '1.0') throw unexpected('version', '"1.0"', version);
  for (const key of Object.keys(document)) {
    if (!KEYS.has(key)) throw unexpected(key, `one of ${[...KEYS].join(', ')} as the key`, document[key]);
  }
  const { [SIDECAR]: sidecar, ...model } = expectObject(document['model'], 'model');
  return {
    addedTokens: expectArray(document['added_tokens'] ?? [], 'added_tokens'),
    normalizer: document['normalizer'] ?? null,
    preTokenizer: document['pre_tokenizer'] ?? null,
    postProcessor: document['post_processor'] ?? null,
    decoder: document['decoder'] ?? null,
    model,
    truncation: document['truncation'] ?? null,
    padding: document['padding'] ?? null,
    sidecar: sidecar === undefined ? {} : readSidecar(expectObject(sidecar, `model.${SIDECAR}`)),
  };
}

function readSidecar(json: JsonObject): Sidecar {
  const path = `model.${SIDECAR}`;
  const specials: Partial<Record<SpecialRole, string>> = {};
  if (json['specials'] !== undefined) {
    const roles = expectObject(json['specials'], `${path}.specials`);
    for (const key of Object.keys(roles)) {
      const role = SPECIAL_ROLES.find((known) => known === key);
      if (role === undefined) {
        throw unexpected(`${path}.specials`, `roles out of ${SPECIAL_ROLES.join(', ')}`, key);
      }
      specials[role] = readString(roles, role, `${path}.specials`);
    }
  }
  const chatTemplate =
    json['chat_template'] === undefined ? undefined : readString(json, 'chat_template', path);
  const mergeOrder = readChoice(json, 'merge_by', path, ['place', 'token'], 'place');
  const sentencePiece =
    json['sentencepiece'] === undefined
      ? undefined
      : readRules(expectObject(json['sentencepiece'], `${path}.sentencepiece`), `${path}.sentencepiece`);
  return { specials, chatTemplate, mergeOrder, sentencePiece };
}
