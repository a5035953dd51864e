// Tokens and their ids. Ids may have gaps; a token such as `__proto__` is a token like any other.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { expectObject, unexpected } from '../pipeline/json-fields.js';

export interface Vocabulary {
  /** One more than the largest id. */
  readonly size: number;
  /** Number of tokens, which is less than `size` where ids have gaps. */
  readonly count: number;
  readonly ids: ReadonlyMap<string, number>;
  /** Token of each id; undefined in gaps. */
  readonly tokens: readonly (string | undefined)[];
}

/** More than this many ids no model has; an array of a mistyped id would not fit into memory. */
const MOST_IDS = 1 << 26;

/**
 * From the object `vocab` of a model: token to id.
 * @throws CML4110 ids that are no whole numbers, or of two tokens
 */
export function readVocabulary(json: JsonValue | undefined, path: string): Vocabulary {
  const object = expectObject(json, path);
  const ids = new Map<string, number>();
  const tokens: (string | undefined)[] = [];
  for (const token of Object.keys(object)) {
    const id = object[token];
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= MOST_IDS) {
      throw unexpected(`${path}[${JSON.stringify(token)}]`, 'a whole number from 0 on', id);
    }
    while (tokens.length <= id) tokens.push(undefined);
    if (tokens[id] !== undefined) {
      throw unexpected(
        `${path}[${JSON.stringify(token)}]`,
        `an id of its own, and ${JSON.stringify(tokens[id])} has it`,
        id,
      );
    }
    tokens[id] = token;
    ids.set(token, id);
  }
  return { size: tokens.length, count: ids.size, ids, tokens };
}

/** Back to the object `vocab`, in the order of ids. */
export function writeVocabulary({ tokens }: Vocabulary): JsonObject {
  const entries: [string, number][] = [];
  for (const [id, token] of tokens.entries()) if (token !== undefined) entries.push([token, id]);
  // fromEntries defines own properties, so that a token such as `__proto__` stays a token
  return Object.fromEntries(entries);
}
