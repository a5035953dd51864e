// From the end of a name to the value that is assigned to it: `name = value`, `"name": "value"`, `<name>value</name>`, …
import type { Span } from '../secret-rule.js';

export interface AssignedValue extends Span {
  readonly quoted: boolean;
  /** `NAME=value` as in environment files, connection strings, queries and command lines. */
  readonly bare: boolean;
}

const LONGEST_VALUE = 512;

// closing quote or bracket of the name, `?` of an optional field, then the operator
const OPERATOR = /(?:\\{0,3}["'`])?\]?\??[ \t]{0,16}(?::=|=>|!?={1,3}|:)/y;
const SPACE = /[ \t]{0,16}/y;
const SPACE_BEFORE_QUOTE = /\s{0,64}(?=\\{0,3}["'`])/y;
const QUOTE = /\\{0,3}["'`]/y;
const WORD = /[^\s"'`,;<>(){}[\]|\\]{1,512}/y;
// ends where the next field of a query begins
const BARE_WORD = /(?:(?!&[\w.-]+=)[^\s"'`,;\\]){1,512}/y;
const TYPE_THEN_VALUE = /[ \t]{0,16}=(?!=)/y;

/** The value assigned to the name that stands at [start, end), if one is. */
export function readAssignedValue(text: string, name: Span): AssignedValue | undefined {
  const inTag = readTagContent(text, name);
  if (inTag !== undefined) return inTag;
  const operator = matchAt(OPERATOR, text, name.end);
  if (operator === undefined) return undefined;
  const after = name.end + operator.length;
  const quoted = readQuoted(text, after);
  if (quoted !== undefined) return quoted;
  if (operator === '=' && standsBare(text, name.start)) {
    const value = readUnquoted(BARE_WORD, text, after);
    if (value?.start === after) return { ...value, bare: true };
  }
  const value = readUnquoted(WORD, text, after);
  if (value === undefined) return undefined;
  // `password: string = "…"`: what follows the colon is a type
  const assignment = operator.endsWith(':') ? matchAt(TYPE_THEN_VALUE, text, value.end) : undefined;
  if (assignment !== undefined) return readQuoted(text, value.end + assignment.length);
  // a call or an element of something is no literal
  return text[value.end] === '(' || text[value.end] === '[' ? undefined : value;
}

function readQuoted(text: string, at: number): AssignedValue | undefined {
  const quoteAt = at + (matchAt(SPACE_BEFORE_QUOTE, text, at)?.length ?? 0);
  const quote = matchAt(QUOTE, text, quoteAt);
  if (quote === undefined) return undefined;
  const start = quoteAt + quote.length;
  const end = findClosingQuote(text, start, quote);
  return end === undefined ? undefined : { start, end, quoted: true, bare: false };
}

function readUnquoted(pattern: RegExp, text: string, at: number): AssignedValue | undefined {
  const start = at + matchAt(SPACE, text, at)!.length;
  const value = matchAt(pattern, text, start);
  return value === undefined ? undefined : { start, end: start + value.length, quoted: false, bare: false };
}

/** The same quote again on the same line, not escaped any further. */
function findClosingQuote(text: string, start: number, quote: string): number | undefined {
  const limit = Math.min(text.length, start + LONGEST_VALUE);
  for (let i = start; i < limit; i++) {
    if (text[i] === '\n') return undefined;
    if (text.startsWith(quote, i)) return i;
    if (text[i] === '\\' && quote.length === 1) i++;
  }
  return undefined;
}

function readTagContent(text: string, name: Span): AssignedValue | undefined {
  if (text[name.end] !== '>') return undefined;
  const before = text.slice(Math.max(0, name.start - 48), name.start);
  if (!/<[\w:.-]{0,40}$/.test(before)) return undefined;
  const start = name.end + 1;
  const length = text.slice(start, start + LONGEST_VALUE).indexOf('</');
  return length < 0 ? undefined : { start, end: start + length, quoted: true, bare: false };
}

/** Whether the name begins a line, a field of a connection string or query, or is a command line option. */
function standsBare(text: string, nameStart: number): boolean {
  const before = text.slice(Math.max(0, nameStart - 64), nameStart);
  const field = /(?:[\n;?&]|\bexport[ \t]+|--)[ \t]*[\w.-]*$/;
  return field.test(nameStart <= 64 ? `\n${before}` : before);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
