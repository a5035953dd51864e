// Types of the numbers that a split consists of, and the interface of what takes them.

/** Element types, by the names that manifests use. */
export const COLUMN_TYPES = Object.freeze({
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float64: Float64Array,
});

export type ColumnType = keyof typeof COLUMN_TYPES;
export type ColumnArray<T extends ColumnType = ColumnType> = {
  readonly uint8: Uint8Array;
  readonly uint16: Uint16Array;
  readonly uint32: Uint32Array;
  readonly float64: Float64Array;
}[T];

/** Numbers of one type that are appended one after the other. */
export interface Column<T extends ColumnType = ColumnType> {
  readonly type: T;
  readonly length: number;
  append(values: ArrayLike<number>): void;
  appendRepeated(value: number, count: number): void;
  /** The numbers so far, in shared memory of their own size. */
  finish(): ColumnArray<T>;
}

/** A typed array over part of a buffer. */
export function arrayOver<T extends ColumnType>(
  type: T,
  buffer: ArrayBufferLike,
  length = buffer.byteLength / COLUMN_TYPES[type].BYTES_PER_ELEMENT,
): ColumnArray<T> {
  const make = COLUMN_TYPES[type] as unknown as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => ColumnArray<T>;
  return new make(buffer, 0, length);
}

/** Zeros in memory that threads can share. */
export function sharedArray<T extends ColumnType>(type: T, length: number): ColumnArray<T> {
  return arrayOver(type, new SharedArrayBuffer(length * COLUMN_TYPES[type].BYTES_PER_ELEMENT), length);
}
