// How the work of a product is cut: pieces of its sums, which depend on the matrix alone, so that results depend on neither the number
// of rows nor that of threads; and tiles of columns, which fit into the processor's nearest cache.
import type { RowRange } from '../thread-team.js';
import { MOST_TILES, packPart } from './descriptor.js';
import { MOST_ROWS, type RowProduct } from './find-row-product.js';

/** Numbers of a matrix below which a product has one piece, two or four. */
const [FOR_TWO, FOR_FOUR] = [32_768, 131_072];
/** Sums with this many columns have one piece: there are enough columns for all threads. */
const WIDE = 16_384;
/** Sums that are added up at once, of all rows. */
const NEAR = 8192;
/** Ranges of a product whose sums have one piece. */
const SHARES = 8;
/** Tiles begin at whole cache lines of the sums. */
const LINE = 16;

export interface ProductPlan {
  readonly pieces: number;
  /** Columns of a tile. */
  readonly tile: number;
  /** Of rows of the matrix. @param product its number in the job */
  ranges(product: number): RowRange[];
}

export function planProduct({ rows, inner, columns, transposed }: RowProduct): ProductPlan {
  const large = inner * columns >= FOR_TWO;
  if (transposed) {
    const ranges = (product: number): RowRange[] =>
      share(columns, large ? SHARES : 1, packPart(product, 0, 0));
    return { pieces: 1, tile: columns, ranges };
  }
  const pieces = columns >= WIDE || !large ? 1 : inner * columns >= FOR_FOUR ? 4 : 2;
  const fitting = Math.ceil((columns * rows) / NEAR);
  const tiles = columns >= WIDE ? Math.ceil(fitting / SHARES) * SHARES : fitting;
  const tile = Math.max(
    Math.ceil(columns / tiles / LINE) * LINE,
    Math.ceil(columns / MOST_TILES / LINE) * LINE,
  );
  const used = Math.ceil(columns / tile);
  return {
    pieces,
    tile,
    ranges: (product) =>
      Array.from({ length: used }, (_, i) => i).flatMap((i) =>
        share(inner, pieces, packPart(product, 0, i)).map((range, piece) => ({
          ...range,
          part: packPart(product, piece, i),
        })),
      ),
  };
}

/** Equal parts of so many rows of the matrix. */
function share(rows: number, most: number, part: number): RowRange[] {
  const count = Math.min(rows, most);
  return Array.from({ length: count }, (_, i) => ({
    begin: Math.floor((i * rows) / count),
    end: Math.floor(((i + 1) * rows) / count),
    part,
  }));
}

/** The functions of a module of products: by number of rows, for a transposed matrix, and by number of pieces. */
export const FUNCTIONS = {
  alongRows: (rows: number): number => rows - 1,
  dotProducts: MOST_ROWS,
  addPieces: (pieces: number): number => MOST_ROWS + pieces / 2,
} as const;
