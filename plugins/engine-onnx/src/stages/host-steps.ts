// The steps of a plan that the host computes by other means than regions of loops.
import type { Node, Value } from '../graph/value.js';
import { bindAttention } from '../loops/attention/attention-step.js';
import { findRowProduct } from '../loops/products/find-row-product.js';
import { bindProducts, bytesOfSums } from '../loops/products/product-step.js';
import type { ThreadTeam } from '../loops/thread-team.js';
import { bindTranspose } from '../loops/transpose/transpose-step.js';
import type { GraphMemory } from '../memory/graph-memory.js';
import { CACHED_ATTENTION, SCATTER_ADD } from '../rewrite/simplify.js';
import { TURN } from '../rewrite/turn-operands.js';
import type { RunnableStep } from './onnx-step.js';
import type { Step } from './plan-steps.js';
import { rootOf } from './root-of.js';
import { scatterAdd } from './scatter-add.js';
import { bindSmallWork } from './small-work.js';

export type HostStep = Step & { readonly kind: 'products' | 'single' };

/**
 * How each of these steps is run.
 * @param steps all of the plan
 * @throws OutOfMemory
 */
export function hostSteps(
  steps: readonly Step[],
  memory: GraphMemory,
  team: ThreadTeam,
): (step: HostStep) => RunnableStep {
  const productsOf = ({ nodes }: Step & { readonly kind: 'products' }) =>
    nodes.map((node) => findRowProduct(node)!);
  const bytes = Math.max(
    0,
    ...steps.map((step) => (step.kind === 'products' ? bytesOfSums(productsOf(step)) : 0)),
  );
  const sums = memory.allocateFirst(bytes);
  return (step) =>
    step.kind === 'products'
      ? bindProducts(productsOf(step), sums, memory, team)
      : bindSingle(step.node, memory, team);
}

function bindSingle(node: Node, memory: GraphMemory, team: ThreadTeam): RunnableStep {
  switch (node.op) {
    case CACHED_ATTENTION:
      return bindAttention(node, memory, team);
    case SCATTER_ADD:
      return bindScatter(node, memory);
    case TURN:
      return bindTranspose(node.inputs[0]!, node.outputs[0]!, memory, team);
    default:
      return bindSmallWork(node, memory);
  }
}

function bindScatter({ inputs, outputs, attributes }: Node, memory: GraphMemory): RunnableStep {
  const [base, places, updates] = inputs.map(rootOf) as [Value, Value, Value];
  const result = outputs[0]!;
  const shape = {
    target: attributes['target'] as readonly number[],
    depth: inputs[1]!.shape.at(-1)!,
  };
  return {
    run() {
      const array = memory.viewOf(result) as Float32Array;
      if (memory.addressOf(base) !== memory.addressOf(result)) array.set(memory.viewOf(base) as Float32Array);
      const [where, what] = [memory.viewOf(places) as Int32Array, memory.viewOf(updates) as Float32Array];
      scatterAdd(array, where, what, attributes['sign'] as number, shape);
    },
  };
}
