// Places values that are in memory at different times at the same addresses.

/** Times are numbers of steps, both inclusive. */
export interface Interval {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

const ALIGNMENT = 64;

export interface ArenaPlan<T> {
  /** Byte offsets. */
  readonly offsets: ReadonlyMap<T, number>;
  readonly bytes: number;
}

/** Large values first, each at the lowest place where nothing lies that is alive at the same time. */
export function planArena<T>(intervals: ReadonlyMap<T, Interval>): ArenaPlan<T> {
  /** By offset. */
  const placed: (Interval & { readonly offset: number })[] = [];
  const offsets = new Map<T, number>();
  let end = 0;
  const bySize = [...intervals].sort(([, a], [, b]) => b.bytes - a.bytes || a.first - b.first);
  for (const [key, interval] of bySize) {
    const size = Math.ceil(interval.bytes / ALIGNMENT) * ALIGNMENT;
    let offset = 0;
    for (const other of placed) {
      if (other.first > interval.last || interval.first > other.last) continue;
      if (offset + size <= other.offset) break;
      offset = Math.max(offset, other.offset + other.bytes);
    }
    const place = placed.findIndex((other) => other.offset > offset);
    placed.splice(place === -1 ? placed.length : place, 0, { ...interval, bytes: size, offset });
    offsets.set(key, offset);
    end = Math.max(end, offset + size);
  }
  return { offsets, bytes: end };
}
