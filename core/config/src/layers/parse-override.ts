// `--set` arguments: `path=value`, `path+=value`, `path-`. Paths are keys between dots; odd keys stand in double quotes.
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import { type Place, type Source, whereOf } from '../source/place.js';
import { type ConfigNode, listNode } from '../tree/config-node.js';
import { parseValue } from '../tree/parse-scalar.js';
import { formatPath } from '../tree/path-text.js';

export interface Step {
  readonly key: string;
  readonly place: Place;
}

/** One change to a config. `append` carries a list of what to add. */
export type Override =
  | { readonly action: 'set'; readonly steps: readonly Step[]; readonly value: ConfigNode }
  | { readonly action: 'append'; readonly steps: readonly Step[]; readonly value: ConfigNode }
  | { readonly action: 'delete'; readonly steps: readonly Step[] };

/** Parse one `--set`; undefined after an error was added. */
export function parseOverride(text: string, errors: CodexError[]): Override | undefined {
  const source: Source = { layer: 'set', name: '--set', text };
  const malformed = (note: string, column = 1): undefined => {
    const where = whereOf({ source, line: 1, column, length: Math.max(1, text.length - column + 1) }, note);
    errors.push(codexError('CML2301', { text }, { where }));
  };
  const head = readPath(text, source);
  if (typeof head === 'number') return malformed('expected a key here', head + 1);
  const { steps, end, suffix } = head;
  if (text[end] !== '=') {
    if (suffix === '-') return { action: 'delete', steps: normalPath(steps) };
    return malformed('expected `=` and a value');
  }
  const path = formatPath(steps.map((step) => step.key));
  const raw = text.slice(end + 1);
  if (raw.trim() === '') {
    return malformed(`a value is missing; \`${path}=null\` sets null, \`${path}=""\` an empty text`, end + 1);
  }
  const start = end + 1 + raw.search(/\S/);
  const place = { source, line: 1, column: start + 1, length: raw.trim().length };
  const value = parseValue(raw, place, path, errors);
  if (value === undefined) return undefined;
  if (suffix !== '+') return { action: 'set', steps: normalPath(steps), value };
  const list = value.type === 'list' ? value : listNode([value], value.place);
  return { action: 'append', steps: normalPath(steps, true), value: list };
}

/** Steps up to the `=` or the end; or the offset at which a key is missing. */
function readPath(text: string, source: Source): { steps: Step[]; end: number; suffix: string } | number {
  const steps: Step[] = [];
  let at = 0;
  for (;;) {
    const match = /^(?:"((?:[^"\\]|\\.)*)"([-+]?)|([^.="\s]+))/.exec(text.slice(at));
    if (match === null) return at;
    const [whole, quoted, quotedSuffix, bare] = match;
    const end = at + whole.length;
    const isLast = end >= text.length || text[end] === '=';
    if (!isLast && text[end] !== '.') return end;
    const suffix = isLast ? readSuffix(quotedSuffix ?? bare!, text[end] === '=') : '';
    const key = bare === undefined ? unquote(quoted!) : bare.slice(0, bare.length - suffix.length);
    if (key === undefined || (bare !== undefined && key === '')) return at;
    const length = whole.length - suffix.length;
    steps.push({ key, place: { source, line: 1, column: at + 1, length } });
    if (isLast) return { steps, end, suffix };
    at = end + 1;
  }
}

/** The sign after the last key: `+` before `=`, `-` at the end. */
function readSuffix(word: string, hasValue: boolean): string {
  const sign = hasValue ? '+' : '-';
  return word.endsWith(sign) ? sign : '';
}

function unquote(body: string): string | undefined {
  try {
    return JSON.parse(`"${body}"`) as string;
  } catch {
    return undefined;
  }
}

/** `plugins` in its short form is the list `plugins.use`: `plugins+=x` and `plugins.0=x` mean that. */
function normalPath(steps: readonly Step[], isAppend = false): readonly Step[] {
  const [first, second] = steps;
  if (first?.key !== 'plugins') return steps;
  const isList = second === undefined ? isAppend : /^\d+$/.test(second.key);
  return isList ? [first, { key: 'use', place: first.place }, ...steps.slice(1)] : steps;
}
