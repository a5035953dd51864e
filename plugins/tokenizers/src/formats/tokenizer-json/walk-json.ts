// Reading JSON text place by place, for error messages: where it stops being JSON, and where a value stands.

/** Where the text stops being JSON. */
export interface JsonProblem {
  /** In UTF-16 units. */
  readonly offset: number;
  readonly problem: string;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const DEEPEST = 512;

/**
 * @param visit called with the path of each value, as errors write it, and with where it begins
 * @returns what is wrong, or undefined where the text is JSON
 */
export function walkJson(
  text: string,
  visit: (path: string, offset: number) => void = () => {},
): JsonProblem | undefined {
  let at = 0;
  let problem: JsonProblem | undefined;
  const fail = (expected: string): false => {
    const found = at < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(at)!)) : 'the end';
    problem = { offset: at, problem: `expected ${expected}, found ${found}` };
    return false;
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const takeCharacter = (character: string): boolean => {
    take(SPACE);
    if (text[at] !== character) return false;
    at++;
    return true;
  };

  const walkObject = (path: string, depth: number): boolean => {
    if (takeCharacter('}')) return true;
    do {
      take(SPACE);
      const key = take(STRING);
      if (key === undefined) return fail('a key in double quotes');
      if (!takeCharacter(':')) return fail('`:`');
      if (!walkValue(joinPath(path, JSON.parse(key) as string), depth)) return false;
    } while (takeCharacter(','));
    return takeCharacter('}') || fail('`,` or `}`');
  };
  const walkArray = (path: string, depth: number): boolean => {
    if (takeCharacter(']')) return true;
    let i = 0;
    do {
      if (!walkValue(`${path}[${i++}]`, depth)) return false;
    } while (takeCharacter(','));
    return takeCharacter(']') || fail('`,` or `]`');
  };
  const walkValue = (path: string, depth: number): boolean => {
    take(SPACE);
    visit(path, at);
    if (depth > DEEPEST) return fail('fewer values inside one another');
    if (takeCharacter('{')) return walkObject(path, depth + 1);
    if (takeCharacter('[')) return walkArray(path, depth + 1);
    const value = take(STRING) ?? take(NUMBER) ?? take(WORD);
    return value !== undefined || fail('a value');
  };

  if (walkValue('', 0)) {
    take(SPACE);
    if (at < text.length) fail('the end of the file');
  }
  return problem;
}

/** Keys that are no names stand in brackets, and so do all keys of vocabularies. */
function joinPath(path: string, key: string): string {
  if (path.endsWith('.vocab') || path.endsWith('.special_tokens')) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Line and column of a place in a text, both from 1; columns count characters as editors do, in UTF-16 units. */
export function lineAndColumn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let i = before.indexOf('\n'); i >= 0; i = before.indexOf('\n', i + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}
