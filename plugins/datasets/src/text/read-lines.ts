// The lines of a text, in batches, without holding the file in memory. It looks for line ends in bytes and decodes line by line.
import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { codexError } from '@codex-ml/plugin-api';
import { type Entry, LeftOut } from '../records/entry.js';
import { invalidText, nulText } from './invalid-text.js';
import type { TextSource } from './text-source.js';

export interface LineSettings {
  /** Longer lines are malformed. */
  readonly maxLineBytes: number;
  /** Whether a NUL makes a line malformed. JSON has a word of its own for it. */
  readonly refuseNul: boolean;
}

const LF = 10;
const CR = 13;

/**
 * What `make` makes of each line; where it makes nothing the line is passed over. Lines are not collected first: they would
 * outlive a collection of garbage, which costs more than anything else here.
 * A line ends at LF, CRLF or CR; the end of the file ends the last one. Malformed: no text in the encoding, too long, with NUL.
 */
export async function* readLines<T>(
  source: TextSource,
  settings: LineSettings,
  make: (text: string, number: number) => Entry<T> | undefined,
): AsyncGenerator<readonly Entry<T>[]> {
  const cutter = new LineCutter(source, settings, make);
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    const lines = cutter.take(chunk);
    if (lines.length > 0) yield lines;
  }
  const last = cutter.end();
  if (last.length > 0) yield last;
}

class LineCutter<T> {
  readonly #source: TextSource;
  readonly #settings: LineSettings;
  readonly #decoder: TextDecoder;
  readonly #make: (text: string, number: number) => Entry<T> | undefined;
  #number = 0;
  /** Where in the file the next line begins. */
  #offset: number;
  /** The beginning of a line whose end has not come, and its length: what is too long is counted and not kept. */
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** The last chunk ended with CR, which ended a line; an LF that follows belongs to it. */
  #afterCr = false;

  constructor(
    source: TextSource,
    settings: LineSettings,
    make: (text: string, number: number) => Entry<T> | undefined,
  ) {
    this.#make = make;
    this.#source = source;
    this.#settings = settings;
    this.#decoder = new TextDecoder(source.label, { fatal: true, ignoreBOM: true });
    this.#offset = source.begin;
  }

  take(chunk: Buffer): Entry<T>[] {
    const lines: Entry<T>[] = [];
    let start = 0;
    if (this.#afterCr) {
      if (chunk[0] === LF) {
        start = 1;
        this.#offset++;
      }
      this.#afterCr = false;
    }
    // What lies between two line feeds holds whole characters.
    const first = this.#heldBytes > 0 ? chunk.indexOf(LF, start) + 1 : start;
    const last = chunk.lastIndexOf(LF);
    const kind = last < first ? 'look' : this.#kindOf(chunk.subarray(first, last));
    let cr = chunk.indexOf(CR, start);
    let lf = chunk.indexOf(LF, start);
    while (lf >= 0 || cr >= 0) {
      const atCr = cr >= 0 && (lf < 0 || cr < lf);
      const end = atCr ? cr : lf;
      const width = atCr && chunk[end + 1] === LF ? 2 : 1;
      const made =
        this.#heldBytes > 0
          ? this.#endHeld(chunk, start, end)
          : this.#line(chunk, start, end, start >= first && end <= last ? kind : 'look');
      if (made !== undefined) lines.push(made);
      this.#offset += width;
      if (atCr && end + 1 === chunk.length) this.#afterCr = true;
      start = end + width;
      if (cr >= 0 && cr < start) cr = chunk.indexOf(CR, start);
      if (lf >= 0 && lf < start) lf = chunk.indexOf(LF, start);
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    return lines;
  }

  end(): Entry<T>[] {
    if (this.#heldBytes === 0) return [];
    const made = this.#endHeld(Buffer.alloc(0), 0, 0);
    return made === undefined ? [] : [made];
  }

  /** What many lines have in common, so that they need no look one by one. */
  #kindOf(lines: Buffer): 'ascii' | 'utf-8' | 'look' {
    if (this.#source.label !== 'utf-8') return 'look';
    if (this.#settings.refuseNul && lines.includes(0)) return 'look';
    if (isAscii(lines)) return 'ascii';
    return isUtf8(lines) ? 'utf-8' : 'look';
  }

  #line(chunk: Buffer, start: number, end: number, kind: 'ascii' | 'utf-8' | 'look'): Entry<T> | undefined {
    const offset = this.#offset;
    const number = ++this.#number;
    this.#offset += end - start;
    if (end - start > this.#settings.maxLineBytes) return this.#tooLong(number);
    if (kind === 'ascii') return this.#make(chunk.toString('latin1', start, end), number);
    if (kind === 'utf-8') return this.#make(chunk.toString('utf8', start, end), number);
    return this.#look(chunk.subarray(start, end), number, offset);
  }

  #look(bytes: Buffer, number: number, offset: number): Entry<T> | undefined {
    const { name, label } = this.#source;
    const at = { name, label, offset, line: number };
    let text: string;
    try {
      text = this.#decoder.decode(bytes);
    } catch {
      return invalidText(bytes, at);
    }
    return this.#settings.refuseNul && text.includes('\0') ? nulText(bytes, at) : this.#make(text, number);
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= this.#settings.maxLineBytes) this.#held.push(bytes);
    else this.#held = [];
  }

  #endHeld(chunk: Buffer, start: number, end: number): Entry<T> | undefined {
    if (end > start) this.#hold(chunk.subarray(start, end));
    const offset = this.#offset;
    const length = this.#heldBytes;
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    this.#offset += length;
    const number = ++this.#number;
    return length > this.#settings.maxLineBytes ? this.#tooLong(number) : this.#look(bytes, number, offset);
  }

  #tooLong(number: number): LeftOut {
    const { name } = this.#source;
    const parameters = { file: name, unit: 'line', limit: this.#settings.maxLineBytes };
    const where = { file: name, line: number, column: 1 };
    return new LeftOut('long', () => codexError('CML4212', parameters, { where }));
  }
}
