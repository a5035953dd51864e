// Cuts the text of a TypeScript or JavaScript module into the tokens that tell where literals begin and end. Comments are left out; what a
// token means is not its business.

export interface Token {
  /** A name or number, a string without its quotes, or one punctuator; a template or regular expression stands as it is. */
  readonly text: string;
  readonly type: 'word' | 'string' | 'other' | 'punctuator';
  /** Offsets in the module, of the first character and after the last. */
  readonly start: number;
  readonly end: number;
}

const SKIPPED = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[\p{L}\p{N}_$.]*[\p{L}\p{N}_$]/uy;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const REGULAR_EXPRESSION = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const PUNCTUATOR = /\.\.\.|=>|[^\s]/uy;

/** After a word or one of these a slash divides, unless the word is no value. */
const ENDS_VALUE = /^[)\]}]$/;
const NO_VALUE = /^(?:return|typeof|case|in|of|await|yield)$/;

/** The tokens of a module, or undefined where the text breaks off inside of one. */
export function readTokens(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  while (at < text.length) {
    at += match(SKIPPED)?.length ?? 0;
    if (at === text.length) break;
    const token = readToken(text, at, tokens.at(-1), match);
    if (token === undefined) return undefined;
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function readToken(
  text: string,
  start: number,
  before: Token | undefined,
  match: (pattern: RegExp) => string | undefined,
): Token | undefined {
  const made = (type: Token['type'], found: string, shown = found): Token => ({
    type,
    text: shown,
    start,
    end: start + found.length,
  });
  switch (text[start]) {
    case '"':
    case "'": {
      const string = match(STRING);
      return string === undefined ? undefined : made('string', string, string.slice(1, -1));
    }
    case '`': {
      const end = endOfTemplate(text, start);
      return end === undefined ? undefined : made('other', text.slice(start, end));
    }
    case '/': {
      const isValue =
        before?.type === 'word' ? !NO_VALUE.test(before.text) : ENDS_VALUE.test(before?.text ?? '');
      const divides = isValue || before?.type === 'string' || before?.type === 'other';
      const expression = divides ? undefined : match(REGULAR_EXPRESSION);
      return expression === undefined ? made('punctuator', '/') : made('other', expression);
    }
    default: {
      const word = text.startsWith('...', start) ? undefined : match(WORD);
      return word === undefined
        ? made('punctuator', match(PUNCTUATOR) ?? text[start] ?? '')
        : made('word', word);
    }
  }
}

/** What follows the closing backtick; expressions inside may hold templates of their own. */
function endOfTemplate(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (depth === 0 && character === '`') return at + 1;
    else if (depth === 0 && text.startsWith('${', at)) {
      depth = 1;
      at += 1;
    } else if (depth > 0 && character === '{') depth += 1;
    else if (depth > 0 && character === '}') depth -= 1;
    else if (depth > 0 && character === '`') {
      const end = endOfTemplate(text, at);
      if (end === undefined) return undefined;
      at = end - 1;
    }
  }
  return undefined;
}
