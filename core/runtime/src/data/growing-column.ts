// Numbers of one type that are appended one after the other, in memory that threads can share.

/** Element types of a column, by the names that manifests use. */
export const COLUMN_TYPES = Object.freeze({
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float64: Float64Array,
});

export type ColumnType = keyof typeof COLUMN_TYPES;
export type ColumnArray<T extends ColumnType> = InstanceType<(typeof COLUMN_TYPES)[T]>;

const FIRST_CAPACITY = 1 << 12;

export class GrowingColumn<T extends ColumnType> {
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

  /** The numbers so far, in shared memory of their own size. */
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

/** Zeros in shared memory. */
export function sharedArray<T extends ColumnType>(type: T, length: number): ColumnArray<T> {
  const make = COLUMN_TYPES[type] as unknown as new (buffer: SharedArrayBuffer) => ColumnArray<T>;
  return new make(new SharedArrayBuffer(length * COLUMN_TYPES[type].BYTES_PER_ELEMENT));
}
