// A column in a file, written in pieces. What the disk does not take, from the first refusal on, is kept in memory with what it took.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { COLUMN_TYPES, type Column, type ColumnArray, type ColumnType } from './column-types.js';
import { GrowingColumn } from './growing-column.js';

/** Bytes between two writes. */
const BUFFER_BYTES = 1 << 20;

/** What a file was when it was closed. */
export interface ClosedFile {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export class FileColumn<T extends ColumnType> implements Column<T> {
  readonly type: T;
  readonly #file: number;
  readonly #hash = createHash('sha256');
  readonly #onFailure: (error: unknown) => void;
  readonly #buffer: ColumnArray<T>;
  /** Elements in the buffer. */
  #filled = 0;
  /** Elements in the file. */
  #written = 0;
  #memory: GrowingColumn<T> | undefined;
  #open = true;

  /**
   * @param onFailure the disk refused a write; called once
   * @throws what `openSync` throws
   */
  constructor(type: T, path: string, onFailure: (error: unknown) => void) {
    this.type = type;
    this.#onFailure = onFailure;
    this.#file = openSync(path, 'w+');
    this.#buffer = new COLUMN_TYPES[type](
      BUFFER_BYTES / COLUMN_TYPES[type].BYTES_PER_ELEMENT,
    ) as ColumnArray<T>;
  }

  get length(): number {
    return this.#memory?.length ?? this.#written + this.#filled;
  }

  append(values: ArrayLike<number>): void {
    for (let at = 0; at < values.length; ) {
      if (this.#memory !== undefined) {
        this.#memory.append(at === 0 ? values : Array.prototype.slice.call(values, at));
        return;
      }
      const count = Math.min(values.length - at, this.#buffer.length - this.#filled);
      for (let i = 0; i < count; i++) this.#buffer[this.#filled + i] = values[at + i]!;
      this.#filled += count;
      at += count;
      if (this.#filled === this.#buffer.length) this.#flush();
    }
  }

  appendRepeated(value: number, count: number): void {
    for (let left = count; left > 0; ) {
      if (this.#memory !== undefined) {
        this.#memory.appendRepeated(value, left);
        return;
      }
      const part = Math.min(left, this.#buffer.length - this.#filled);
      this.#buffer.fill(value, this.#filled, this.#filled + part);
      this.#filled += part;
      left -= part;
      if (this.#filled === this.#buffer.length) this.#flush();
    }
  }

  /** Read everything back. @throws what reading throws */
  finish(): ColumnArray<T> {
    this.#memory ??= this.#readBack();
    return this.#memory.finish();
  }

  /** Write the rest and make the file durable; null where the disk refused, and the numbers are in memory. */
  close(): ClosedFile | null {
    if (this.#memory === undefined && this.#filled > 0) this.#flush();
    if (this.#memory !== undefined) return null;
    try {
      fsyncSync(this.#file);
    } catch (error) {
      this.#fail(error);
      return null;
    }
    const bytes = this.#written * COLUMN_TYPES[this.type].BYTES_PER_ELEMENT;
    return { bytes, sha256: this.#hash.digest('hex') };
  }

  /** Give the file back to the system. */
  dispose(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }

  #flush(): void {
    const size = COLUMN_TYPES[this.type].BYTES_PER_ELEMENT;
    const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#filled * size);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.#file, bytes, done, bytes.length - done, this.#written * size + done);
      }
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#hash.update(bytes);
    this.#written += this.#filled;
    this.#filled = 0;
  }

  #fail(error: unknown): void {
    this.#memory = this.#readBack();
    this.#onFailure(error);
  }

  #readBack(): GrowingColumn<T> {
    const memory = new GrowingColumn(this.type);
    const size = COLUMN_TYPES[this.type].BYTES_PER_ELEMENT;
    const chunk = new COLUMN_TYPES[this.type](BUFFER_BYTES / size) as ColumnArray<T>;
    const bytes = new Uint8Array(chunk.buffer);
    const total = Math.min(this.#written * size, fstatSync(this.#file).size);
    for (let at = 0; at < total; ) {
      const read = readSync(this.#file, bytes, 0, Math.min(bytes.length, total - at), at);
      if (read === 0) break;
      memory.append(chunk.subarray(0, read / size));
      at += read;
    }
    memory.append(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
    return memory;
  }
}
