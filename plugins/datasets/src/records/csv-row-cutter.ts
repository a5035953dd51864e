// Cuts CSV into rows, in bytes: a line end within quotes does not end a row. It does not read the fields.
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { TextSource } from '../text/text-source.js';
import { LeftOut } from './entry.js';

export interface CsvSettings {
  /** One ASCII character. */
  readonly delimiter: string;
  /** One ASCII character. */
  readonly quote: string;
  readonly header: boolean;
  readonly maxBytes: number;
}

/** A row as it was cut out: its bytes without the line end, and what is wrong with its quotes. */
export interface RawRow {
  readonly bytes: Buffer;
  readonly line: number;
  readonly offset: number;
  readonly problem: LeftOut | undefined;
}

const LF = 10;
const CR = 13;

/** Of the next byte: at the beginning of a field, in one without quotes, in one with, or behind a quote within one with. */
type State = 'begin' | 'plain' | 'quoted' | 'quote';

export class RowCutter {
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #delimiter: number;
  readonly #quote: number;
  #state: State = 'begin';
  #afterCr = false;
  /** Of the byte that comes next. */
  #offset: number;
  #line = 1;
  #lineStart: number;
  #row: { line: number; offset: number };
  /** Where the last quoted field was opened. */
  #opened = { line: 1, column: 1 };
  #problem: LeftOut | undefined;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor({ name, begin }: TextSource, { delimiter, quote, maxBytes }: CsvSettings) {
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote.charCodeAt(0);
    this.#offset = begin;
    this.#lineStart = begin;
    this.#row = { line: 1, offset: begin };
  }

  take(chunk: Buffer): RawRow[] {
    const rows: RawRow[] = [];
    const base = this.#offset;
    let start = 0;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte === LF && this.#afterCr) {
        // The second half of a line end.
        this.#afterCr = false;
        this.#lineStart = base + i + 1;
        if (this.#state !== 'quoted') {
          start = i + 1;
          this.#row = { line: this.#line, offset: base + i + 1 };
        }
        continue;
      }
      this.#afterCr = byte === CR;
      if (byte === LF || byte === CR) {
        this.#line++;
        this.#lineStart = base + i + 1;
        if (this.#state === 'quoted') continue;
        this.#endRow(chunk.subarray(start, i), rows);
        start = i + 1;
        this.#row = { line: this.#line, offset: base + i + 1 };
      } else if (this.#state === 'quoted') {
        if (byte === this.#quote) this.#state = 'quote';
      } else if (byte === this.#delimiter) {
        this.#state = 'begin';
      } else if (byte === this.#quote) {
        this.#readQuote(base + i);
      } else {
        if (this.#state === 'quote') this.#refuse(base + i, 'text follows the closing quote of a field');
        this.#state = 'plain';
      }
    }
    this.#offset = base + chunk.length;
    this.#hold(chunk.subarray(start));
    return rows;
  }

  /** The last row, where no line end ended it. */
  end(): RawRow[] {
    const rows: RawRow[] = [];
    if (this.#state === 'quoted') throw this.#unclosed();
    this.#endRow(Buffer.alloc(0), rows);
    return rows;
  }

  #readQuote(offset: number): void {
    if (this.#state === 'begin') {
      this.#state = 'quoted';
      this.#opened = { line: this.#line, column: offset - this.#lineStart + 1 };
    } else if (this.#state === 'quote') {
      this.#state = 'quoted';
    }
    // Within a field that does not begin with one, a quote is a character like others.
  }

  #refuse(offset: number, problem: string): void {
    const where = { file: this.#name, line: this.#line, column: offset - this.#lineStart + 1 };
    this.#problem ??= new LeftOut('quotes', () => codexError('CML4217', { problem }, { where }));
  }

  #endRow(rest: Buffer, rows: RawRow[]): void {
    this.#hold(rest);
    const bytes = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    if (bytes.length > 0) rows.push({ bytes, ...this.#row, problem: this.#problem });
    this.#held = [];
    this.#heldBytes = 0;
    this.#problem = undefined;
    this.#state = 'begin';
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#heldBytes += bytes.length;
    this.#held.push(bytes);
    if (this.#heldBytes > this.#maxBytes) throw this.#tooLong();
  }

  #unclosed(): CodexError {
    const where = { file: this.#name, ...this.#opened };
    return codexError('CML4217', { problem: 'this quoted field is never closed' }, { where });
  }

  #tooLong(): CodexError {
    const where = { file: this.#name, line: this.#row.line, column: 1 };
    const { line, column } = this.#opened;
    const hints =
      this.#state === 'quoted' ? [`is the quote of line ${line}, column ${column} never closed?`] : [];
    const parameters = { file: this.#name, unit: 'record', limit: this.#maxBytes };
    return codexError('CML4212', parameters, { where, hints });
  }
}
