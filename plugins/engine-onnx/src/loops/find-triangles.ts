// Which arrays are zero above the diagonal: attention weights behind a causal mask, and what is computed from them. Loops leave
// those parts out.
import type { Value } from '../graph/value.js';
import { rootOf } from '../stages/root-of.js';
import type { LoopRegion, RegionNode } from './loop-region.js';

/**
 * What is known of the elements above the diagonal of each square of `width` rows:
 * - `zero`: they are 0
 * - `low`: they are below {@link LOW}, so that the exponential of their distance to any other is 0
 */
export type Triangle = 'zero' | 'low';

export type Triangles = ReadonlyMap<Value, Triangle>;

/** A mask adds less than this; scores are never as large. */
const LOW = -1e8;

/** @param regions in the order in which they are computed */
export function findTriangles(regions: readonly LoopRegion[]): Triangles {
  const triangles = new Map<Value, Triangle>();
  for (const region of regions) {
    if (region.space.rows % region.space.width !== 0) continue;
    for (const part of region.nodes) {
      if (part.role !== 'elementwise') continue;
      const triangle = triangleOf(part, region.space.width, triangles);
      if (triangle !== undefined) triangles.set(part.node.outputs[0]!, triangle);
    }
  }
  return triangles;
}

/** Whether the function of a region may leave out what lies above the diagonal, and write zeros there. */
export function isTriangular(region: LoopRegion, stored: ReadonlySet<Value>, triangles: Triangles): boolean {
  const { rows, width } = region.space;
  if (rows % width !== 0 || width % 4 !== 0) return false;
  return region.nodes.every(({ node, role, operands }) => {
    const of = triangles.get(role === 'elementwise' ? node.outputs[0]! : rootOf(operands[0]!.value));
    switch (role) {
      case 'elementwise':
        return !stored.has(node.outputs[0]!) || of === 'zero';
      case 'perRow':
        return true;
      default:
        return node.op === 'ReduceMax' ? of === 'low' : node.op !== 'ReduceMean' && of === 'zero';
    }
  });
}

function triangleOf({ node, operands }: RegionNode, width: number, known: Triangles): Triangle | undefined {
  const kinds = operands.map(({ value, access }) =>
    access.kind === 'full' || access.kind === 'periodic'
      ? (known.get(rootOf(value)) ?? (isMask(rootOf(value), width) ? 'low' : undefined))
      : undefined,
  );
  const [first, second] = kinds;
  switch (node.op) {
    case 'Add':
      if (first === 'zero' && second === 'zero') return 'zero';
      return first === 'low' || second === 'low' ? 'low' : undefined;
    case 'Sub':
      if (first === 'zero' && second === 'zero') return 'zero';
      return first === 'low' && operands[1]!.access.kind === 'row' ? 'low' : undefined;
    case 'Mul':
      return first === 'zero' || second === 'zero' ? 'zero' : undefined;
    case 'Div':
    case 'Neg':
      return first === 'zero' ? 'zero' : undefined;
    case 'Exp':
      return first === 'low' ? 'zero' : undefined;
    default:
      return undefined;
  }
}

const masks = new WeakMap<Value, boolean>();

/** A constant square with nothing below the diagonal that `LOW` would hide, and only such numbers above it. */
function isMask(value: Value, width: number): boolean {
  if (value.source.kind !== 'constant' || value.dtype !== 'float32') return false;
  const known = masks.get(value);
  if (known !== undefined) return known;
  const { buffer, byteOffset, byteLength } = value.source.bytes;
  const numbers = new Float32Array(buffer, byteOffset, byteLength / 4);
  const square = numbers.length === width * width;
  const found =
    square &&
    numbers.every((number, i) => (i % width > Math.floor(i / width) ? number <= 10 * LOW : number > LOW));
  masks.set(value, found);
  return found;
}
