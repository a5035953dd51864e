// Rewrites a graph so that loops and products of matrices find what they do best. The results are the same numbers, up to rounding.
import type { Graph } from '../graph/graph.js';
import { binary, reduce, unary, uniformValue } from '../graph/operators.js';
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { MOST_ROWS } from '../loops/products/find-row-product.js';
import { rootOf } from '../stages/root-of.js';
import type { TracedProgram } from '../tracing/trace-program.js';
import { type RewriteRule, rewriteProgram } from './rewrite-program.js';
import { transposeOfOnes } from './views.js';

/** Domain of nodes that only the host computes. */
export const HOST_DOMAIN = 'host';

/** inputs: base, int32 places [count, depth], updates [count, …]; attribute `sign`. Base plus or minus the updates at their places. */
export const SCATTER_ADD = 'ScatterAdd';

/**
 * inputs: queries, keys, values, the stored keys and values, int32 positions; as `GroupQueryAttention` has them, and its outputs and
 * attributes too.
 */
export const CACHED_ATTENTION = 'CachedAttention';

export function simplify(program: TracedProgram): TracedProgram {
  return rewriteProgram(program, rewrite);
}

const rewrite: RewriteRule = (node, context) => {
  const { graph, inputs, usesOf } = context;
  const output = node.outputs[0]!;
  if (node.op === 'GroupQueryAttention') return attendInLoops(graph, node, inputs);
  if (node.domain === '' || node.op === 'FusedMatMul') {
    switch (node.op) {
      case 'Softmax':
        if (Number(node.attributes['axis']) === output.shape.length - 1) return [softmax(graph, inputs[0]!)];
        break;
      case 'MatMul':
      case 'FusedMatMul': {
        const folded = foldTransposes(graph, node, inputs);
        if (folded !== undefined) return [folded];
        break;
      }
      case 'Transpose': {
        const turned = turnProduct(graph, node, inputs[0]!, usesOf);
        return turned === undefined ? transposeOfOnes(node, context) : [turned];
      }
      case 'Add':
      case 'Sub': {
        const scattered = scatterInto(graph, node, inputs, usesOf);
        if (scattered !== undefined) return [scattered];
        break;
      }
    }
  }
  return undefined;
};

/** Where the products around it are loops too. */
function attendInLoops(graph: Graph, { outputs, attributes }: Node, inputs: readonly Value[]) {
  if (outputs[0]!.shape[0]! > MOST_ROWS) return undefined;
  return graph.addMany(CACHED_ATTENTION, inputs.slice(0, 6), outputs, { domain: HOST_DOMAIN, attributes });
}

function softmax(graph: Graph, x: Value): Value {
  const last = [x.shape.length - 1];
  const exponentials = unary(
    graph,
    'Exp',
    binary(graph, 'Sub', x, reduce(graph, 'ReduceMax', x, last, true)),
  );
  const total = reduce(graph, 'ReduceSum', exponentials, last, true);
  return binary(graph, 'Mul', exponentials, unary(graph, 'Reciprocal', total));
}

/** Products read their arguments in either order: a transposed copy is not needed. */
function foldTransposes(graph: Graph, node: Node, inputs: readonly Value[]): Value | undefined {
  const flags = ['transA', 'transB'].map((name) => node.attributes[name] === 1);
  const sources = inputs.map(transposedSource);
  if (sources.every((source) => source === undefined)) return undefined;
  if (node.outputs[0]!.dtype !== 'float32') return undefined;
  const [transA, transB] = flags.map((flag, i) => (sources[i] === undefined ? flag : !flag));
  return graph.add(
    'FusedMatMul',
    inputs.map((input, i) => sources[i] ?? input),
    node.outputs[0]!,
    {
      domain: 'com.microsoft',
      attributes: { ...node.attributes, transA: transA ? 1 : 0, transB: transB ? 1 : 0 },
    },
  );
}

/** (A B)ᵀ = Bᵀ Aᵀ: the result is written where it is wanted instead of being moved there. */
function turnProduct(
  graph: Graph,
  node: Node,
  product: Value,
  usesOf: (value: Value) => number,
): Value | undefined {
  const output = node.outputs[0]!;
  if (product.source.kind !== 'node' || output.dtype !== 'float32') return undefined;
  if (usesOf(node.inputs[0]!) !== 1 || !swapsLastAxes(node, output.shape.length)) return undefined;
  const { op, inputs, attributes } = product.source.node;
  if (op !== 'MatMul' && op !== 'FusedMatMul') return undefined;
  const [a, b] = inputs as [Value, Value];
  return graph.add('FusedMatMul', [b, a], output, {
    domain: 'com.microsoft',
    attributes: {
      ...attributes,
      transA: attributes['transB'] === 1 ? 0 : 1,
      transB: attributes['transA'] === 1 ? 0 : 1,
    },
  });
}

/** What a value is the transpose of, over the last two axes. */
function transposedSource({ source, shape }: Value): Value | undefined {
  if (source.kind !== 'node' || source.node.op !== 'Transpose') return undefined;
  return swapsLastAxes(source.node, shape.length) ? source.node.inputs[0] : undefined;
}

function swapsLastAxes({ attributes }: Node, rank: number): boolean {
  const perm = attributes['perm'] as readonly number[];
  const swapped = (i: number): number => (i < rank - 2 ? i : i === rank - 1 ? rank - 2 : rank - 1);
  return rank >= 2 && perm.every((axis, i) => axis === swapped(i));
}

/** x ± (zeros with something added at places): only the places are touched. */
function scatterInto(
  graph: Graph,
  node: Node,
  inputs: readonly Value[],
  usesOf: (value: Value) => number,
): Value | undefined {
  const orders = node.op === 'Add' ? [0, 1] : [1];
  for (const scattered of orders) {
    const original = node.inputs[scattered]!;
    const found = findScatter(inputs[scattered]!);
    const base = inputs[1 - scattered]!;
    if (found === undefined || !usedOnce(original, usesOf)) continue;
    if (sizeOfShape(base.shape) !== sizeOfShape(node.outputs[0]!.shape)) continue;
    return graph.add(SCATTER_ADD, [base, found.places, found.updates], node.outputs[0]!, {
      domain: HOST_DOMAIN,
      attributes: { sign: node.op === 'Add' ? 1 : -1, target: found.shape },
    });
  }
  return undefined;
}

function usedOnce(value: Value, usesOf: (value: Value) => number): boolean {
  for (let at = value; ; ) {
    if (usesOf(at) !== 1) return false;
    if (at.source.kind !== 'node' || at.source.node.op !== 'Reshape') return true;
    at = at.source.node.inputs[0]!;
  }
}

function findScatter(value: Value) {
  const root = rootOf(value);
  if (root.source.kind !== 'node' || root.source.node.op !== 'ScatterND') return undefined;
  const { inputs, attributes } = root.source.node;
  const [zeros, cast, updates] = inputs as [Value, Value, Value];
  if (attributes['reduction'] !== 'add' || uniformValue(zeros) !== 0 || updates.dtype !== 'float32')
    return undefined;
  // ONNX wants 64-bit places; before they were cast they had 32.
  if (cast.source.kind !== 'node' || cast.source.node.op !== 'Cast') return undefined;
  const places = cast.source.node.inputs[0]!;
  return places.dtype === 'int32' ? { places, updates, shape: root.shape } : undefined;
}
