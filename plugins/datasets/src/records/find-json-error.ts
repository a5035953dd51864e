// Where a text stops being JSON (RFC 8259), and what was expected there. `JSON.parse` says the place only for some mistakes.

export interface JsonProblem {
  /** Index of the first character that cannot stand where it stands, or the length where the text is cut off. */
  readonly index: number;
  readonly problem: string;
}

/** The first problem, or undefined for valid JSON. */
export function findJsonError(text: string): JsonProblem | undefined {
  const scanner = new JsonScanner(text);
  return scanner.scan();
}

const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[\w.+-]+/y;
const PLAIN = /[ !#-[\]-\uffff]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class JsonScanner {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Without recursion: a deeply nested line must not overflow the stack. */
  scan(): JsonProblem | undefined {
    const open: ('{' | '[')[] = [];
    for (;;) {
      this.#space();
      const problem = this.#startValue(open);
      if (problem === 'opened') continue;
      if (problem !== undefined) return problem;
      const after = this.#endValue(open);
      if (after !== 'next') return after;
    }
  }

  /** Reads a scalar, or the beginning of a container up to its first value. */
  #startValue(open: ('{' | '[')[]): JsonProblem | 'opened' | undefined {
    const character = this.#text[this.#at];
    if (character === '[') {
      this.#at++;
      this.#space();
      if (this.#take(']')) return undefined;
      open.push('[');
      return 'opened';
    }
    if (character === '{') {
      this.#at++;
      this.#space();
      if (this.#take('}')) return undefined;
      open.push('{');
      return this.#key() ?? 'opened';
    }
    if (character === '"') return this.#string();
    const word = this.#match(WORD);
    if (word === '' || this.#match(LITERAL) !== word) return this.#unexpected('a value');
    this.#at += word.length;
    return undefined;
  }

  /** Reads what follows a value: a comma and perhaps a key, the ends of containers, or the end of the text. */
  #endValue(open: ('{' | '[')[]): JsonProblem | 'next' | undefined {
    for (;;) {
      this.#space();
      const container = open.at(-1);
      if (container === undefined) {
        return this.#at < this.#text.length ? this.#unexpected('the end of the line') : undefined;
      }
      const close = container === '{' ? '}' : ']';
      if (this.#take(',')) {
        this.#space();
        return container === '{' ? (this.#key() ?? 'next') : 'next';
      }
      if (!this.#take(close)) return this.#unexpected(`\`,\` or \`${close}\``);
      open.pop();
    }
  }

  #key(): JsonProblem | undefined {
    if (this.#text[this.#at] !== '"') return this.#unexpected('a name in double quotes');
    const problem = this.#string();
    if (problem !== undefined) return problem;
    this.#space();
    if (!this.#take(':')) return this.#unexpected('`:`');
    return undefined;
  }

  #string(): JsonProblem | undefined {
    this.#at++;
    for (;;) {
      this.#at += this.#match(PLAIN).length;
      if (this.#take('"')) return undefined;
      if (this.#at >= this.#text.length) return this.#unexpected('the closing `"` of a string');
      if (this.#text[this.#at] !== '\\') {
        return { index: this.#at, problem: 'a control character in a string must be escaped' };
      }
      const sequence = this.#match(ESCAPE);
      if (sequence === '') return { index: this.#at, problem: 'this is not an escape sequence' };
      this.#at += sequence.length;
    }
  }

  #space(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0] ?? '';
  }

  #unexpected(expected: string): JsonProblem {
    const point = this.#text.codePointAt(this.#at);
    const received = point === undefined ? 'the end of the line' : `\`${String.fromCodePoint(point)}\``;
    return { index: this.#at, problem: `expected ${expected}, received ${received}` };
  }
}
