// A growing list of token ids with their places in the text.

export interface TokenSink {
  ids: Int32Array;
  /** Two per id; undefined where nobody asked for offsets. */
  offsets: Uint32Array | undefined;
  count: number;
}

export function createSink(capacity: number, withOffsets: boolean): TokenSink {
  return {
    ids: new Int32Array(capacity),
    offsets: withOffsets ? new Uint32Array(2 * capacity) : undefined,
    count: 0,
  };
}

/** Make room for `more` ids, so that the caller may write without checking. */
export function reserve(sink: TokenSink, more: number): void {
  const needed = sink.count + more;
  if (needed <= sink.ids.length) return;
  const capacity = Math.max(needed, 2 * sink.ids.length);
  const ids = new Int32Array(capacity);
  ids.set(sink.ids.subarray(0, sink.count));
  sink.ids = ids;
  if (sink.offsets !== undefined) {
    const offsets = new Uint32Array(2 * capacity);
    offsets.set(sink.offsets.subarray(0, 2 * sink.count));
    sink.offsets = offsets;
  }
}

/** Append one id; room must have been reserved. */
export function push(sink: TokenSink, id: number, start: number, end: number): void {
  sink.ids[sink.count] = id;
  if (sink.offsets !== undefined) {
    sink.offsets[2 * sink.count] = start;
    sink.offsets[2 * sink.count + 1] = end;
  }
  sink.count++;
}
