// Records of a JSON list, `[…, …]`, one after the other without holding the list.
import { isUtf8 } from 'node:buffer';
import { codexError } from '@codex-ml/plugin-api';
import { invalidText } from '../text/invalid-text.js';
import type { TextSource } from '../text/text-source.js';
import { type DataRecord, type Entry, isLeftOut } from './entry.js';
import { parseJson } from './parse-json.js';

const LF = 10;
const SPACE: ReadonlySet<number> = new Set([9, 10, 13, 32]);
const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [34, 92, 44, 91, 93, 123, 125] as const;

/**
 * What `make` makes of each item, numbered from 1. What lies within an item is looked at when it is whole, so that a malformed one can be left out.
 * @param source in UTF-8
 * @throws CML4205 where the list is not closed, or more follows; CML4212 for an item that is too long
 */
export async function* readJsonList<T>(
  source: TextSource,
  maxBytes: number,
  make: (record: DataRecord) => Entry<T>,
): AsyncGenerator<readonly Entry<T>[]> {
  const cutter = new ItemCutter(source, maxBytes, make);
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    const items = cutter.take(chunk);
    if (items.length > 0) yield items;
  }
  cutter.end();
}

class ItemCutter<T> {
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #make: (record: DataRecord) => Entry<T>;
  #state: 'start' | 'first' | 'before' | 'item' | 'done' = 'start';
  #chunk: Buffer = Buffer.alloc(0);
  /** The next line feed of the chunk that was not counted. */
  #lineFeed = Infinity;
  #line = 1;
  #lineStart = 0;
  #offset = 0;
  #number = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The item so far, and where it began. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  #began = { offset: 0, line: 1, column: 1 };

  constructor({ name, begin }: TextSource, maxBytes: number, make: (record: DataRecord) => Entry<T>) {
    this.#make = make;
    this.#name = name;
    this.#offset = begin;
    this.#lineStart = begin;
    this.#maxBytes = maxBytes;
  }

  take(chunk: Buffer): Entry<T>[] {
    const items: Entry<T>[] = [];
    this.#chunk = chunk;
    this.#lineFeed = nextLineFeed(chunk, 0);
    let begin = 0;
    for (let i = 0; i < chunk.length; i++) {
      if (this.#state === 'item') {
        if (this.#inString) {
          i = this.#endOfString(chunk, i);
          continue;
        }
        const byte = chunk[i]!;
        if (byte === QUOTE) this.#inString = true;
        else if (byte === OPEN || byte === OPEN_LIST) this.#depth++;
        else if (this.#depth > 0) {
          if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--;
        } else if (byte === COMMA || byte === CLOSE_LIST) {
          items.push(this.#item(chunk.subarray(begin, i)));
          this.#state = byte === COMMA ? 'before' : 'done';
        }
      } else if (!SPACE.has(chunk[i]!)) {
        this.#between(chunk[i]!, i);
        begin = i;
      }
    }
    if (this.#state === 'item') this.#hold(chunk.subarray(begin));
    this.#countLines(chunk.length);
    this.#offset += chunk.length;
    return items;
  }

  /** Where a string ends, or the chunk does: strings are most of the bytes. */
  #endOfString(chunk: Buffer, from: number): number {
    for (let at = from; ; ) {
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote < 0 ? chunk.length : quote;
      let back = end;
      while (back > at && chunk[back - 1] === BACKSLASH) back--;
      // A run of backslashes may have begun in the chunk before.
      const isEscaped = (end - back) % 2 === 1 ? !(back === 0 && this.#escaped) : back === 0 && this.#escaped;
      if (quote < 0) {
        this.#escaped = isEscaped;
        return chunk.length;
      }
      if (!isEscaped) {
        this.#escaped = false;
        this.#inString = false;
        return quote;
      }
      at = quote + 1;
    }
  }

  /** Count line feeds up to a place of the chunk. */
  #countLines(end: number): void {
    while (this.#lineFeed < end) {
      this.#line++;
      this.#lineStart = this.#offset + this.#lineFeed + 1;
      this.#lineFeed = nextLineFeed(this.#chunk, this.#lineFeed + 1);
    }
  }

  end(): void {
    if (this.#state !== 'done') throw this.#malformed(this.#offset, 'the list is not closed');
  }

  /** A byte between items, or the first one of an item. */
  #between(byte: number, at: number): void {
    if (this.#state === 'start' && byte === OPEN_LIST) {
      this.#state = 'first';
    } else if (this.#state === 'first' && byte === CLOSE_LIST) {
      this.#state = 'done';
    } else if (this.#state === 'done') {
      throw this.#malformed(this.#offset + at, 'expected the end of the file after the list');
    } else if (byte === COMMA || byte === CLOSE_LIST) {
      const received = String.fromCharCode(byte);
      throw this.#malformed(this.#offset + at, `expected a value, received \`${received}\``);
    } else {
      this.#state = 'item';
      const offset = this.#offset + at;
      this.#countLines(at);
      this.#began = { offset, line: this.#line, column: offset - this.#lineStart + 1 };
      this.#inString = byte === QUOTE;
      this.#depth = byte === OPEN || byte === OPEN_LIST ? 1 : 0;
    }
  }

  #item(rest: Buffer): Entry<T> {
    this.#hold(rest);
    const bytes = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    const at = { ...this.#began, name: this.#name, label: 'utf-8' };
    this.#held = [];
    this.#heldBytes = 0;
    this.#number++;
    if (!isUtf8(bytes)) return invalidText(bytes, at);
    const source = { text: bytes.toString('utf8').trimEnd(), line: at.line, column: at.column };
    const record = parseJson(source, this.#number, this.#name);
    return isLeftOut(record) ? record : this.#make(record);
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    this.#held.push(bytes);
    if (this.#heldBytes <= this.#maxBytes) return;
    const { line, column } = this.#began;
    const where = { file: this.#name, line, column };
    throw codexError('CML4212', { file: this.#name, unit: 'record', limit: this.#maxBytes }, { where });
  }

  #malformed(offset: number, problem: string) {
    this.#countLines(offset - this.#offset);
    const where = { file: this.#name, line: this.#line, column: offset - this.#lineStart + 1 };
    return codexError('CML4205', { problem }, { where });
  }
}

function nextLineFeed(chunk: Buffer, from: number): number {
  const at = chunk.indexOf(LF, from);
  return at < 0 ? Infinity : at;
}
