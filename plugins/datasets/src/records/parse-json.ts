// From the text of one JSON value to the value, or to an error with file, line and column.
import { codexError, nearestName } from '@codex-ml/plugin-api';
import {
  type DataRecord,
  type Entry,
  isLeftOut,
  LeftOut,
  locate,
  mismatch,
  type RecordText,
  typeName,
} from './entry.js';
import { findJsonError } from './find-json-error.js';

const LIST_HINT =
  'a JSON list is no JSON Lines file; `jq -c ".[]" list.json > lines.jsonl` makes one of the other';

/** The record, or what is wrong with its text (CML4205). */
export function parseJson(source: RecordText, number: number, file: string): Entry {
  const { text } = source;
  try {
    return { number, value: JSON.parse(text), source };
  } catch (cause) {
    return new LeftOut('json', () => {
      const { index, problem } = findJsonError(text) ?? { index: 0, problem: String(cause) };
      const hints = text.startsWith('[') ? [LIST_HINT] : [];
      return codexError('CML4205', { problem }, { where: locate(file, source, index), hints });
    });
  }
}

/** The value of a record as an object, or what is wrong with it (CML4206). */
export function fieldsOf(record: DataRecord, file: string): Readonly<Record<string, unknown>> | LeftOut {
  const { value, source, number } = record;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  const where = () => (source === undefined ? { file } : locate(file, source, 0));
  const place = source === undefined ? `record ${number}` : 'the line';
  return mismatch(where, place, 'an object', typeName(value), {
    hints: Array.isArray(value) ? [LIST_HINT] : [],
  });
}

/** Reads the text of a field, or says what is wrong with it (CML4206 no text, CML4225 there twice, CML4226 not well-formed). */
export function textField(field: string): (record: DataRecord, file: string) => string | LeftOut {
  const key = JSON.stringify(field);
  const place = `field \`${field}\``;
  return (record, file) => {
    const fields = fieldsOf(record, file);
    if (isLeftOut(fields)) return fields;
    const source = record.source!;
    const at = () => locate(file, source, Math.max(0, source.text.indexOf(key)));
    if (!Object.hasOwn(fields, field)) {
      const near = nearestName(field, Object.keys(fields));
      const note = near === undefined ? undefined : `did you mean \`${near}\`?`;
      return mismatch(() => locate(file, source, 0), place, 'a string', 'nothing', { note });
    }
    const count = countKey(source.text, key);
    if (count > 1) {
      return new LeftOut('shape', () => codexError('CML4225', { place, count }, { where: at() }));
    }
    const text = fields[field];
    if (typeof text !== 'string') return mismatch(at, place, 'a string', typeName(text));
    return isWellFormed(text, record) ? text : illFormed(place, at);
  };
}

/** CML4226 */
export function illFormed(place: string, where: () => ReturnType<typeof locate>): LeftOut {
  return new LeftOut('unicode', () => codexError('CML4226', { place }, { where: where() }));
}

/** Whether a text of a record has no halves of surrogate pairs, which only an escape sequence can bring in. */
export function isWellFormed(text: string, { source }: DataRecord): boolean {
  return source === undefined || !source.text.includes('\\u') || !/\p{Surrogate}/u.test(text);
}

/** How often an object has a key of its own, in the text of valid JSON; `key` in its quotes. */
function countKey(text: string, key: string): number {
  const first = text.indexOf(key);
  if (first < 0 || text.indexOf(key, first + key.length) < 0) return 1;
  let count = 0;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token === key && /^\s*:/.test(text.slice(index + token.length))) count++;
  }
  return count;
}
