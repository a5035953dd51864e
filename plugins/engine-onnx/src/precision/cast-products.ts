// Products of matrices in half precision: their arguments and results pass through casts, all other arithmetic stays in float32.
import type { Graph } from '../graph/graph.js';
import { cast, reshape, transpose } from '../graph/operators.js';
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { operatorFlops } from '../profile/operator-flops.js';
import type { RewriteRule } from '../rewrite/rewrite-program.js';
import type { ProductType } from './precisions.js';

/**
 * For `rewriteProgram`. Variables stay in float32, so that an update too small for half precision is not lost.
 * @param longestSum products that add up more numbers stay in float32 too
 */
export function castProducts(type: Exclude<ProductType, 'float32'>, longestSum: number): RewriteRule {
  return (node, { graph, inputs }) => {
    const { op, domain, attributes, outputs } = node;
    const result = outputs[0]!;
    const added = addedNumbers(node);
    if (added === null || added > longestSum || result.dtype !== 'float32') return undefined;
    const halves = inputs.map((input) => toHalf(graph, input, type));
    const product = graph.add(op, halves, { dtype: type, shape: result.shape }, { domain, attributes });
    return [cast(graph, product, 'float32')];
  };
}

/** How many numbers each element of a product is the sum of; null for what is no product. */
function addedNumbers({ op, inputs, outputs }: Node): number | null {
  const flops = operatorFlops(
    op,
    inputs.map(({ shape }) => shape),
    outputs.map(({ shape }) => shape),
  );
  return flops === null ? null : flops / (2 * sizeOfShape(outputs[0]!.shape));
}

/** A product of another product is not cast there and back: the way back is exact. */
function toHalf(graph: Graph, value: Value, type: ProductType): Value {
  if (value.source.kind === 'node') {
    const { op, inputs, attributes } = value.source.node;
    const [source] = inputs as [Value];
    if (op === 'Cast' && source.dtype === type) return source;
    if (op === 'Reshape' && isHalf(source, type))
      return reshape(graph, toHalf(graph, source, type), value.shape);
    if (op === 'Transpose' && isHalf(source, type)) {
      return transpose(graph, toHalf(graph, source, type), attributes['perm'] as readonly number[]);
    }
  }
  return cast(graph, value, type);
}

/** Whether the numbers of a value were computed in half precision and only arranged since. */
function isHalf({ source }: Value, type: ProductType): boolean {
  if (source.kind !== 'node') return false;
  const { op, inputs } = source.node;
  if (op === 'Cast') return inputs[0]!.dtype === type;
  return (op === 'Reshape' || op === 'Transpose') && isHalf(inputs[0]!, type);
}
