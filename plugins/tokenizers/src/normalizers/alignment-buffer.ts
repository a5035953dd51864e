// Places of a text that is being written: two growing arrays, or nothing where nobody asked for them.
import type { AlignedText } from '../pipeline/aligned-text.js';

export interface AlignmentBuffer {
  /** Places of the units of the source from `from` up to `to`, which stay as they are. */
  copy(from: number, to: number): void;
  /** `count` units that all come from one place of the input. */
  fill(start: number, end: number, count: number): void;
  /** The text that was written, with these places. */
  finish(text: string): AlignedText;
}

export function createAlignmentBuffer({ starts, ends }: AlignedText): AlignmentBuffer {
  if (starts === undefined || ends === undefined) return WITHOUT_PLACES;
  let newStarts = new Uint32Array(starts.length + 16);
  let newEnds = new Uint32Array(starts.length + 16);
  let count = 0;
  const reserve = (more: number): void => {
    if (count + more <= newStarts.length) return;
    const capacity = Math.max(count + more, 2 * newStarts.length);
    newStarts = grow(newStarts, capacity);
    newEnds = grow(newEnds, capacity);
  };
  return {
    copy: (from, to) => {
      if (from >= to) return;
      reserve(to - from);
      newStarts.set(starts.subarray(from, to), count);
      newEnds.set(ends.subarray(from, to), count);
      count += to - from;
    },
    fill: (start, end, more) => {
      reserve(more);
      newStarts.fill(start, count, count + more);
      newEnds.fill(end, count, count + more);
      count += more;
    },
    finish: (text) => ({ text, starts: newStarts.subarray(0, count), ends: newEnds.subarray(0, count) }),
  };
}

const WITHOUT_PLACES: AlignmentBuffer = {
  copy: () => undefined,
  fill: () => undefined,
  finish: (text) => ({ text, starts: undefined, ends: undefined }),
};

function grow(array: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(array);
  return larger;
}
