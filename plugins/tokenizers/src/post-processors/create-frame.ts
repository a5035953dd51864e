// `BertProcessing` and `RobertaProcessing`: a token before the first text, and one behind each.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { expectArray, readBoolean, unexpected } from '../pipeline/json-fields.js';
import { addedRow, type PostProcessor, type SpellToken } from './post-processor.js';
import { createTrim } from './trim-offsets.js';

/** The second text of a pair has type 1. @throws CML4110 */
export function createBert(json: JsonObject, path: string): PostProcessor {
  const first = readToken(json['cls'], `${path}.cls`);
  const last = readToken(json['sep'], `${path}.sep`);
  return {
    added: (isPair) => (isPair ? 3 : 2),
    process: (rows, addSpecials) => {
      if (!addSpecials) return rows;
      const add = (id: number, type: number) => addedRow([id], type, rows[0]!.offsets !== undefined);
      const framed = [add(first, 0), rows[0]!, add(last, 0)];
      return rows.length === 1 ? framed : [...framed, rows[1]!, add(last, 1)];
    },
  };
}

/** Every token has type 0, and two tokens stand between the texts of a pair. @throws CML4110 */
export function createRoberta(json: JsonObject, path: string, spell: SpellToken): PostProcessor {
  const first = readToken(json['cls'], `${path}.cls`);
  const last = readToken(json['sep'], `${path}.sep`);
  const prefixSpace = readBoolean(json, 'add_prefix_space', path, true);
  const trim = readBoolean(json, 'trim_offsets', path, true) ? createTrim(spell, prefixSpace) : undefined;
  return {
    added: (isPair) => (isPair ? 4 : 2),
    process: (rows, addSpecials) => {
      const texts = rows.map((row) => ({ ...(trim === undefined ? row : trim(row)), type: 0 }));
      if (!addSpecials) return texts;
      const add = (id: number) => addedRow([id], 0, rows[0]!.offsets !== undefined);
      const framed = [add(first), texts[0]!, add(last)];
      return rows.length === 1 ? framed : [...framed, add(last), texts[1]!, add(last)];
    },
  };
}

function readToken(json: JsonValue | undefined, path: string): number {
  const id = expectArray(json, path)[1];
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 0) {
    throw unexpected(path, 'a token and its id', json);
  }
  return id;
}
