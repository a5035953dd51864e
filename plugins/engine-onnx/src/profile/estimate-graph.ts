// What a run of a graph takes: arithmetic, traffic and memory, read off its shapes. Runs nothing.
import { findLiveParts } from '../graph/live-values.js';
import type { Node, Value } from '../graph/value.js';
import { bytesOfValue } from '../stages/place-values.js';
import { operatorFlops } from './operator-flops.js';

/** Arithmetic and traffic of nodes that ONNX Runtime computes one after the other. */
export interface NodesEstimate {
  readonly matmulFlops: number;
  readonly otherBytes: number;
  readonly operators: number;
}

export interface GraphEstimate extends NodesEstimate {
  readonly intermediateBytes: number;
}

/** Operators whose result is another view of the same bytes. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Identity']);

/** Operators that may write their result over an argument that nothing reads afterwards. */
const IN_PLACE: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Sum', 'Neg', 'Abs', 'Exp', 'Log', 'Sqrt', 'Reciprocal'],
  ...['Relu', 'Sigmoid', 'Tanh', 'Erf', 'Clip', 'Softmax', 'ScatterND'],
]);

/**
 * @param outputs of the graph
 * @param given outputs whose buffers the caller provides: they take no memory of the run
 */
export function estimateGraph(
  outputs: readonly Value[],
  given: ReadonlySet<Value> = new Set(),
): GraphEstimate {
  const { nodes } = findLiveParts(outputs);
  return {
    ...estimateNodes(nodes),
    intermediateBytes: findPeak(orderNodes(outputs), outputs, given),
  };
}

export function estimateNodes(nodes: readonly Node[]): NodesEstimate {
  const working = nodes.filter(({ op }) => !VIEWS.has(op));
  let matmulFlops = 0;
  let otherBytes = 0;
  for (const { op, inputs, outputs } of working) {
    const flops = operatorFlops(op, inputs.map(shapeOf), outputs.map(shapeOf));
    if (flops === null) otherBytes += sumBytes([...inputs, ...outputs]);
    else matmulFlops += flops;
  }
  return { matmulFlops, otherBytes, operators: working.length };
}

/** The order in which ONNX Runtime runs them by default: from each output back to what it needs. */
function orderNodes(outputs: readonly Value[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const open: { readonly node: Node; next: number }[] = [];
  const enter = ({ source }: Value) => {
    if (source.kind !== 'node' || seen.has(source.node)) return;
    seen.add(source.node);
    open.push({ node: source.node, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const input = top.node.inputs[top.next++];
      if (input !== undefined) enter(input);
      else {
        order.push(top.node);
        open.pop();
      }
    }
  }
  return order;
}

/**
 * Largest sum of bytes alive while a node runs. A buffer lives from the node that makes it to the last that reads it or a view.
 * @param order nodes as they run
 * @param outputs values that are wanted when all have run
 * @param given outputs whose buffers the caller provides
 */
export function findPeak(
  order: readonly Node[],
  outputs: readonly Value[],
  given: ReadonlySet<Value>,
): number {
  const lastUse = new Map<Value, number>();
  order.forEach((node, i) => {
    for (const input of node.inputs) lastUse.set(bufferOf(input), i);
  });
  for (const output of outputs) lastUse.set(bufferOf(output), order.length);
  const notOurs = new Set([...given].map(bufferOf));
  const alive = new Set<Value>();
  let bytes = 0;
  let peak = 0;
  const free = (value: Value) => {
    if (alive.delete(value)) bytes -= bytesOfValue(value);
  };
  order.forEach((node, i) => {
    if (VIEWS.has(node.op)) return;
    const dying = node.inputs.map(bufferOf).filter((value) => lastUse.get(value) === i && alive.has(value));
    const [first] = node.outputs;
    const replaced =
      IN_PLACE.has(node.op) && dying.find((value) => bytesOfValue(value) === bytesOfValue(first!));
    if (replaced) free(replaced);
    for (const value of node.outputs) {
      if (notOurs.has(value)) continue;
      alive.add(value);
      bytes += bytesOfValue(value);
    }
    peak = Math.max(peak, bytes);
    for (const value of [...dying, ...node.outputs]) if ((lastUse.get(value) ?? i) <= i) free(value);
  });
  return peak;
}

/** The value whose bytes this one shows. */
function bufferOf(value: Value): Value {
  const { source } = value;
  return source.kind === 'node' && VIEWS.has(source.node.op) ? bufferOf(source.node.inputs[0]!) : value;
}

function shapeOf({ shape }: Value): readonly number[] {
  return shape;
}

export function sumBytes(values: Iterable<Value>): number {
  let sum = 0;
  for (const value of values) sum += bytesOfValue(value);
  return sum;
}
