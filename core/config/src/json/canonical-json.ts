// Canonical JSON (RFC 8785, JSON Canonicalization Scheme): one text for one value, so that a hash can stand for it.
import { codexError } from '@codex-ml/plugin-api';
import { describeValue, isPlainObject } from '../tree/describe-value.js';

/**
 * Keys sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them. Members that are undefined are
 * left out, as in `JSON.stringify`.
 * @throws CML9002 for a value JSON cannot hold (NaN, infinity, functions, class instances, undefined outside a mapping)
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (isPlainObject(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw codexError('CML9002', { message: `canonical JSON of ${describeValue(value)}` });
}
