// Finds where the literals of a config module stand, so that an error can point at them. It only reads: what the module exports is known from
// importing it. Where a value is computed, it knows the place of the expression; where that is not certain, none.
import type { Path } from '../tree/config-node.js';
import { readTokens, type Token } from './module-tokens.js';

/** Offsets in the text of the module. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ModuleLiterals {
  /** Where the value of a path is written, or the expression that it comes from. */
  value(path: Path): Span | undefined;
  /** Where the key of a path is written. */
  key(path: Path): Span | undefined;
}

interface Literal extends Span {
  readonly members?: ReadonlyMap<
    string | number,
    { readonly key: Span | undefined; readonly value: Literal }
  >;
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };

/** The literals of the default export: an object, alone, in `defineConfig(…)`, returned by an arrow function, or a constant. */
export function readModuleLiterals(text: string): ModuleLiterals {
  const tokens = readTokens(text);
  const root = tokens === undefined ? undefined : new LiteralReader(tokens).readDefaultExport();
  return {
    value: (path) => {
      let node = root;
      for (const step of path) {
        // A computed value: its parts are not written anywhere, the expression is.
        if (node?.members === undefined) return path.length > 0 ? node : undefined;
        node = node.members.get(step)?.value;
      }
      return node;
    },
    key: (path) => {
      let node = root;
      for (const step of path.slice(0, -1)) node = node?.members?.get(step)?.value;
      return node?.members?.get(path.at(-1) ?? '')?.key;
    },
  };
}

class LiteralReader {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  readDefaultExport(): Literal | undefined {
    const start = this.tokens.findIndex(
      ({ text, type }, i) => type === 'word' && text === 'export' && this.tokens[i + 1]?.text === 'default',
    );
    return start < 0 ? undefined : this.#readExport(start + 2);
  }

  #readExport(at: number, seen = 0): Literal | undefined {
    this.#at = this.#skipWrappers(at);
    const token = this.#peek();
    if (token?.text === '{' && token.type === 'punctuator') return this.#readObject();
    if (token?.type !== 'word' || seen > 3) return undefined;
    // A constant of the module, which is declared once.
    const declared = this.tokens.flatMap((each, i) =>
      each.text === 'const' && this.tokens[i + 1]?.text === token.text ? [i + 2] : [],
    );
    const [only] = declared;
    if (only === undefined || declared.length > 1) return undefined;
    const assigned = this.tokens.findIndex(({ text }, i) => i >= only && (text === '=' || text === ';'));
    return this.tokens[assigned]?.text === '=' ? this.#readExport(assigned + 1, seen + 1) : undefined;
  }

  /** Go on to what a call is handed, or an arrow function returns. */
  #skipWrappers(at: number): number {
    const [token, next] = [this.tokens[at], this.tokens[at + 1]];
    if (token === undefined) return at;
    if (token.text === 'async') return this.#skipWrappers(at + 1);
    if (token.type === 'word' && next?.text === '=>') return this.#skipWrappers(at + 2);
    if (token.text === 'defineConfig' && next?.text === '(') return this.#skipWrappers(at + 2);
    if (token.type !== 'punctuator' || token.text !== '(') return at;
    const arrow = this.#afterBrackets(at);
    if (this.tokens[arrow]?.text === '=>') return this.#skipBody(arrow + 1);
    // A type of what is returned may stand between the two.
    if (this.tokens[arrow]?.text !== ':') return this.#skipWrappers(at + 1);
    const later = this.tokens.findIndex(({ text }, i) => i > arrow && (text === '=>' || text === ';'));
    return this.tokens[later]?.text === '=>' ? this.#skipBody(later + 1) : this.tokens.length;
  }

  /** A body in braces is a program, whose result cannot be known from its text. */
  #skipBody(at: number): number {
    return this.tokens[at]?.text === '{' ? this.tokens.length : this.#skipWrappers(at);
  }

  #readObject(): Literal {
    const open = this.#take();
    const members = new Map<string | number, { key: Span; value: Literal }>();
    while (!this.#isNext('}')) {
      const key = this.#take();
      const next = this.#peek();
      if (key.type === 'word' || key.type === 'string') {
        if (this.#isNext(':')) {
          this.#take();
          members.set(key.text, { key, value: this.#readValue() });
        } else if (next?.text === ',' || next?.text === '}') {
          members.set(key.text, { key, value: key });
        }
      }
      // What stands before a spread may be overwritten by it, what stands after is not.
      if (key.text === '...' && key.type === 'punctuator') members.clear();
      if (key.text === '[') this.#at -= 1;
      this.#skipTo('}');
    }
    return this.#close(open, members);
  }

  #readList(): Literal {
    const open = this.#take();
    const members = new Map<string | number, { key: undefined; value: Literal }>();
    let isCertain = true;
    for (let index = 0; !this.#isNext(']'); index++) {
      // After elements that come from elsewhere nobody knows how many there were.
      if (this.#isNext('...')) isCertain = false;
      const value = this.#readValue();
      if (isCertain) members.set(index, { key: undefined, value });
      this.#skipTo(']');
    }
    return this.#close(open, members);
  }

  /** A literal with its members, or an expression as a whole. */
  #readValue(): Literal {
    const first = this.#take();
    this.#at -= 1;
    const start = this.#at;
    if (first.type === 'punctuator' && (first.text === '{' || first.text === '[')) {
      const literal = first.text === '{' ? this.#readObject() : this.#readList();
      const after = this.#peek()?.text ?? '';
      // Types may follow a literal; anything else computes something from it.
      if ([',', '}', ']', 'as', 'satisfies'].includes(after)) return literal;
    }
    this.#at = start;
    this.#skipExpression();
    return { start: first.start, end: (this.tokens[this.#at - 1] ?? first).end };
  }

  #close(open: Token, members: Literal['members']): Literal {
    const { end } = this.#take();
    return { start: open.start, end, members };
  }

  /** To the end of a member, and over its comma. */
  #skipTo(closing: string): void {
    this.#skipExpression();
    if (this.#isNext(',')) this.#take();
    else if (!this.#isNext(closing)) this.#at = this.tokens.length;
  }

  #skipExpression(): void {
    for (let token = this.#peek(); token !== undefined; token = this.#peek()) {
      if (token.type === 'punctuator' && [',', '}', ']', ')'].includes(token.text)) return;
      this.#at = token.type === 'punctuator' ? this.#afterBrackets(this.#at) : this.#at + 1;
    }
  }

  /** What follows a token, with everything that it encloses. */
  #afterBrackets(at: number): number {
    const isBracket = (i: number, texts: readonly string[]) =>
      this.tokens[i]?.type === 'punctuator' && texts.includes(this.tokens[i]?.text ?? '');
    if (!isBracket(at, Object.keys(CLOSING))) return at + 1;
    let next = at + 1;
    while (next < this.tokens.length && !isBracket(next, Object.values(CLOSING)))
      next = this.#afterBrackets(next);
    return next + 1;
  }

  #peek(): Token | undefined {
    return this.tokens[this.#at];
  }

  #isNext(text: string): boolean {
    const token = this.#peek();
    // The end of the text ends everything.
    return token === undefined || (token.type !== 'string' && token.text === text);
  }

  #take(): Token {
    const token = this.#peek() ?? { text: '', type: 'other', start: 0, end: 0 };
    this.#at += 1;
    return token;
  }
}
