// A column in memory that threads can share. It doubles as it grows.
import { type Column, type ColumnArray, type ColumnType, sharedArray } from './column-types.js';

const FIRST_CAPACITY = 1 << 10;

export class GrowingColumn<T extends ColumnType> implements Column<T> {
  readonly type: T;
  #array: ColumnArray<T>;
  #length = 0;

  constructor(type: T) {
    this.type = type;
    this.#array = sharedArray(type, FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  append(values: ArrayLike<number>): void {
    this.#reserve(values.length);
    this.#array.set(values, this.#length);
    this.#length += values.length;
  }

  appendRepeated(value: number, count: number): void {
    this.#reserve(count);
    this.#array.fill(value, this.#length, this.#length + count);
    this.#length += count;
  }

  finish(): ColumnArray<T> {
    const array = sharedArray(this.type, this.#length);
    array.set(this.#array.subarray(0, this.#length));
    return array;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#array.length) return;
    const grown = sharedArray(this.type, Math.max(this.#length + more, this.#array.length * 2));
    grown.set(this.#array.subarray(0, this.#length));
    this.#array = grown;
  }
}
