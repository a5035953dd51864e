// How often a row is gone through: a result of a whole row is only known to the pass behind the one that computes it.
import type { Value } from '../graph/value.js';
import { rootOf } from '../stages/root-of.js';
import type { LoopRegion, RegionNode } from './loop-region.js';

export interface RegionPasses {
  readonly count: number;
  /** The first pass at which a value made in the region is known. */
  levelOf(root: Value): number;
  /** The pass that computes a node, or goes through its operand. */
  passOf(part: RegionNode): number;
  /** Whether a pass behind that of a value's own goes through its elements. */
  neededLater(root: Value, pass: number): boolean;
}

export function findPasses({ nodes }: LoopRegion): RegionPasses {
  const levels = new Map<Value, number>();
  for (const { node, role, operands } of nodes) {
    const known = Math.max(0, ...operands.map(({ value }) => levels.get(rootOf(value)) ?? 0));
    levels.set(node.outputs[0]!, role === 'rows' ? known + 1 : known);
  }
  const passOf = ({ node, role, operands }: RegionNode): number => {
    if (role === 'perRow') return 0;
    if (role === 'elementwise') return levels.get(node.outputs[0]!)!;
    return levels.get(rootOf(operands[0]!.value)) ?? 0;
  };
  return {
    count: 1 + Math.max(0, ...nodes.map(passOf)),
    levelOf: (root) => levels.get(root)!,
    passOf,
    neededLater: (root, pass) =>
      nodes.some(
        (part) =>
          part.role !== 'perRow' &&
          passOf(part) > pass &&
          part.operands.some(({ value }) => rootOf(value) === root),
      ),
  };
}
