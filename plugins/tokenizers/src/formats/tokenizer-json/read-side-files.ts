// What models are published with beside their vocabulary: files that name roles, added tokens, frames of texts and the chat template.
import { join } from 'node:path';
import type { JsonObject, JsonValue, SpecialRole } from '@codex-ml/plugin-api';
import type { RoleTokens } from '../../pipeline/find-specials.js';
import { SPECIAL_ROLES } from '../../special-tokens.js';
import { readJsonFile, readText } from './read-json-file.js';

const CONFIG = 'tokenizer_config.json';
/** Names roles too; what the config says counts. */
const ROLES = 'special_tokens_map.json';
/** Tokens of tokenizers whose config does not list them. */
const ADDED = 'added_tokens.json';
/** Files with the chat template; what the first says counts, and the config last. */
const TEMPLATE_FILE = 'chat_template.jinja';
const TEMPLATE_JSON = 'chat_template.json';

export interface SideFiles {
  readonly specials: RoleTokens;
  readonly chatTemplate: string | undefined;
  /** Tokens with their ids, by ids. */
  readonly addedTokens: readonly SideToken[];
  /** Tokens without a role that steer the model. */
  readonly furtherSpecials: readonly string[];
  /** Whether texts get a first and a last token; undefined where nobody says it. */
  readonly frame: Readonly<Record<'bos' | 'eos', boolean | undefined>>;
}

export interface SideToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly stripLeft: boolean;
  readonly stripRight: boolean;
  readonly singleWord: boolean;
}

/**
 * @param folder absolute
 * @param shown the folder as the user wrote it
 * @throws CML4126, CML4127
 */
export async function readSideFiles(folder: string, shown: string): Promise<SideFiles> {
  const beside = async (name: string): Promise<JsonObject> =>
    (await readJsonFile(join(folder, name), join(shown, name)))?.json ?? {};
  const [config, map, added, template] = await Promise.all([
    beside(CONFIG),
    beside(ROLES),
    beside(ADDED),
    beside(TEMPLATE_JSON),
  ]);
  const chatTemplate =
    (await readText(join(folder, TEMPLATE_FILE), join(shown, TEMPLATE_FILE))) ??
    templateOf(template['chat_template']) ??
    templateOf(config['chat_template']);
  const specials = { ...rolesOf(map), ...rolesOf(config) };
  const furtherSpecials = [...new Set([...furtherOf(map), ...furtherOf(config)])];
  const isSpecial = new Set([...Object.values(specials), ...furtherSpecials]);
  const listed = tokensOf(config['added_tokens_decoder']);
  const addedTokens = listed.length > 0 ? listed : oldTokensOf(added, isSpecial);
  return {
    specials,
    chatTemplate,
    addedTokens: addedTokens.sort((a, b) => a.id - b.id),
    furtherSpecials,
    frame: { bos: flagOf(config['add_bos_token']), eos: flagOf(config['add_eos_token']) },
  };
}

/** Tokens stand as texts, or as objects with what `added_tokens` says of them. */
function contentOf(json: JsonValue | undefined): string | undefined {
  const content = isObject(json) ? json['content'] : json;
  return typeof content === 'string' && content !== '' ? content : undefined;
}

function rolesOf(json: JsonObject): RoleTokens {
  const roles: Partial<Record<SpecialRole, string>> = {};
  for (const role of SPECIAL_ROLES) {
    const token = contentOf(json[`${role}_token`]);
    if (token !== undefined) roles[role] = token;
  }
  return roles;
}

function furtherOf(json: JsonObject): string[] {
  return ['additional_special_tokens', 'extra_special_tokens'].flatMap((key) => {
    const list = json[key];
    return Array.isArray(list) ? (list as readonly JsonValue[]).flatMap((each) => contentOf(each) ?? []) : [];
  });
}

/** From an object with the tokens by their ids. */
function tokensOf(json: JsonValue | undefined): SideToken[] {
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([key, fields]): SideToken[] => {
    const content = contentOf(fields);
    if (content === undefined || !isObject(fields) || !/^\d{1,9}$/.test(key)) return [];
    return [
      {
        id: Number(key),
        content,
        special: fields['special'] === true,
        stripLeft: fields['lstrip'] === true,
        stripRight: fields['rstrip'] === true,
        singleWord: fields['single_word'] === true,
      },
    ];
  });
}

/** From an object with the ids by their tokens. */
function oldTokensOf(json: JsonObject, isSpecial: ReadonlySet<string>): SideToken[] {
  return Object.entries(json).flatMap(([content, id]): SideToken[] =>
    content !== '' && typeof id === 'number' && Number.isInteger(id) && id >= 0
      ? [
          {
            id,
            content,
            special: isSpecial.has(content),
            stripLeft: false,
            stripRight: false,
            singleWord: false,
          },
        ]
      : [],
  );
}

/** One template, or a list of named ones of which `default` counts. */
function templateOf(json: JsonValue | undefined): string | undefined {
  if (typeof json === 'string') return json;
  if (!Array.isArray(json)) return undefined;
  const named = (json as readonly JsonObject[]).find((each) => each?.['name'] === 'default');
  const template = named?.['template'];
  return typeof template === 'string' ? template : undefined;
}

function flagOf(json: JsonValue | undefined): boolean | undefined {
  return typeof json === 'boolean' ? json : undefined;
}

function isObject(json: JsonValue | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
