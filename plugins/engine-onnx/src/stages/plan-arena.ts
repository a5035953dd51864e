// Places values that are in memory at different times at the same addresses.

/** Times are numbers of steps, both inclusive. */
export interface Interval {
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

const ALIGNMENT = 64;
/** The arena is in pieces that may lie apart, as no memory has more than 4 GiB. */
const PIECE = 2 ** 30;

export interface ArenaPlan<T> {
  /** Byte offsets. */
  readonly offsets: ReadonlyMap<T, number>;
  readonly bytes: number;
  /** No value lies across a multiple of so many bytes. */
  readonly piece: number;
}

/**
 * Large values first, each at the lowest place where nothing lies that is alive at the same time.
 * @param smallestPiece bytes; a larger value makes pieces larger
 */
export function planArena<T>(
  intervals: ReadonlyMap<T, Interval>,
  smallestPiece: number = PIECE,
): ArenaPlan<T> {
  /** By offset. */
  const placed: (Interval & { readonly offset: number })[] = [];
  const offsets = new Map<T, number>();
  let end = 0;
  const piece = [...intervals.values()].reduce(
    (most, each) => Math.max(most, paddedBytes(each)),
    smallestPiece,
  );
  const bySize = [...intervals].sort(([, a], [, b]) => b.bytes - a.bytes || a.first - b.first);
  for (const [key, interval] of bySize) {
    const size = paddedBytes(interval);
    let offset = 0;
    for (const other of placed) {
      if (other.first > interval.last || interval.first > other.last) continue;
      if (offset + size <= other.offset) break;
      offset = withinPiece(Math.max(offset, other.offset + other.bytes), size, piece);
    }
    const place = placed.findIndex((other) => other.offset > offset);
    placed.splice(place === -1 ? placed.length : place, 0, { ...interval, bytes: size, offset });
    offsets.set(key, offset);
    end = Math.max(end, offset + size);
  }
  return { offsets, bytes: end, piece };
}

function paddedBytes({ bytes }: Interval): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** The first offset from the given one on where so many bytes lie in one piece. */
function withinPiece(offset: number, size: number, piece: number): number {
  const next = Math.ceil(offset / piece) * piece;
  return offset + size <= next ? offset : next;
}
