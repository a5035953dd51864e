// Products whose only use is one sum: the processor computes both in one instruction.
import type { Value } from '../graph/value.js';
import { rootOf } from '../stages/root-of.js';
import type { RegionPasses } from './find-passes.js';
import type { LoopRegion, RegionNode } from './loop-region.js';

/** a · b + c, or c - a · b. */
export interface FusedProduct {
  readonly product: RegionNode;
  /** The operand that is not the product. */
  readonly other: RegionNode['operands'][number];
  readonly subtracted: boolean;
}

/** By the sum that each product goes into. @param stored roots that others read */
export function findFusedProducts(
  region: LoopRegion,
  stored: ReadonlySet<Value>,
  passes: RegionPasses,
): ReadonlyMap<RegionNode, FusedProduct> {
  const uses = new Map<Value, number>();
  for (const { operands } of region.nodes) {
    for (const { value } of operands) uses.set(rootOf(value), (uses.get(rootOf(value)) ?? 0) + 1);
  }
  const products = new Map(
    region.nodes
      .filter(({ node, role }) => node.op === 'Mul' && role === 'elementwise')
      .map((part) => [part.node.outputs[0]!, part]),
  );
  const fused = new Map<RegionNode, FusedProduct>();
  for (const part of region.nodes) {
    const places = part.node.op === 'Add' ? [0, 1] : part.node.op === 'Sub' ? [1] : [];
    if (part.role !== 'elementwise') continue;
    for (const place of places) {
      const root = rootOf(part.operands[place]!.value);
      const product = products.get(root);
      if (product === undefined || uses.get(root) !== 1 || stored.has(root)) continue;
      if (passes.passOf(product) !== passes.passOf(part)) continue;
      fused.set(part, { product, other: part.operands[1 - place]!, subtracted: part.node.op === 'Sub' });
      break;
    }
  }
  return fused;
}
