// A tokenizer as models are published with it: `tokenizer.json` and the files beside it that name roles and the chat template.
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codexError, type JsonObject, type JsonValue, type SpecialRole } from '@codex-ml/plugin-api';
import type { RoleTokens } from '../../pipeline/find-specials.js';
import { SPECIAL_ROLES } from '../../special-tokens.js';
import { type JsonFile, readJsonFile, readText } from './read-json-file.js';

const TOKENIZER = 'tokenizer.json';
/** Files that name roles; what the first says counts. */
const ROLE_FILES = ['tokenizer_config.json', 'special_tokens_map.json'] as const;
/** Files with the chat template; what the first says counts. */
const TEMPLATE_FILE = 'chat_template.jinja';
const TEMPLATE_JSON = 'chat_template.json';

export interface TokenizerFolder {
  readonly file: JsonFile;
  /** Roles that the files beside it name. */
  readonly specials: RoleTokens;
  readonly chatTemplate: string | undefined;
}

/**
 * @param path absolute; of the file, or of the folder that has `tokenizer.json`
 * @param shown the path as the user wrote it
 * @throws CML4126, CML4127
 */
export async function readTokenizerFolder(path: string, shown: string): Promise<TokenizerFolder> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause: unknown) => {
      throw codexError('CML4126', { path: shown }, { cause });
    },
  );
  const folder = isFolder ? path : dirname(path);
  const shownFolder = isFolder ? shown : dirname(shown);
  const file = await readJsonFile(
    isFolder ? join(path, TOKENIZER) : path,
    isFolder ? join(shown, TOKENIZER) : shown,
  );
  if (file === undefined) throw codexError('CML4126', { path: shown });

  const beside = async (name: string): Promise<JsonObject> =>
    (await readJsonFile(join(folder, name), join(shownFolder, name)))?.json ?? {};
  const [config, map] = await Promise.all(ROLE_FILES.map(beside));
  const template =
    (await readText(join(folder, TEMPLATE_FILE), join(shownFolder, TEMPLATE_FILE))) ??
    templateOf((await beside(TEMPLATE_JSON))['chat_template']) ??
    templateOf(config!['chat_template']);
  return { file, specials: { ...rolesOf(map!), ...rolesOf(config!) }, chatTemplate: template };
}

/** Tokens stand as texts, or as objects with what `added_tokens` says of them. */
function rolesOf(json: JsonObject): RoleTokens {
  const roles: Partial<Record<SpecialRole, string>> = {};
  for (const role of SPECIAL_ROLES) {
    const value = json[`${role}_token`];
    const token = typeof value === 'object' && value !== null ? (value as JsonObject)['content'] : value;
    if (typeof token === 'string' && token !== '') roles[role] = token;
  }
  return roles;
}

/** One template, or a list of named ones of which `default` counts. */
function templateOf(json: JsonValue | undefined): string | undefined {
  if (typeof json === 'string') return json;
  if (!Array.isArray(json)) return undefined;
  const named = (json as readonly JsonObject[]).find((each) => each?.['name'] === 'default');
  const template = named?.['template'];
  return typeof template === 'string' ? template : undefined;
}
