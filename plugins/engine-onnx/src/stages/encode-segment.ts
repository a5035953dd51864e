// The nodes of one turn of ONNX Runtime as a model of their own. Equal turns, as of a model's layers, give equal bytes.
import { Graph } from '../graph/graph.js';
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { type EncodedModel, encodeModel } from '../proto/encode-model.js';
import { isConstantValue } from './plan-steps.js';

/** Larger constants are inputs, so that models that differ in them are one. */
const INLINE = 1024;

export interface Segment {
  readonly model: EncodedModel;
  /** What each input of the model reads. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** The root that each output of the model writes. */
  readonly outputs: ReadonlyMap<string, Value>;
}

/** @param roots values that are made by `nodes` and wanted outside, none of them a Reshape */
export function encodeSegment(name: string, nodes: readonly Node[], roots: readonly Value[]): Segment {
  const graph = new Graph();
  const values = new Map<Value, Value>();
  const inputs = new Map<string, Value>();
  const own = new Set(nodes);

  function addInput(value: Value): Value {
    const input = `in${inputs.size}`;
    inputs.set(input, value);
    return graph.input(input, value);
  }

  function makeValue(value: Value): Value {
    const { source } = value;
    if (source.kind === 'constant' && sizeOfShape(value.shape) <= INLINE) return graph.copyConstant(value);
    if (source.kind !== 'node') return addInput(value);
    const { node } = source;
    // Of other turns only what costs nothing is repeated.
    if (!own.has(node) && !isConstantValue(value) && !reshapesOwn(value)) return addInput(value);
    graph.kernel = node.kernel;
    const made = graph.addMany(node.op, node.inputs.map(renew), node.outputs, node);
    node.outputs.forEach((output, i) => {
      values.set(output, made[i]!);
    });
    return values.get(value)!;
  }

  function reshapesOwn({ source }: Value): boolean {
    if (source.kind !== 'node') return false;
    return own.has(source.node) || (source.node.op === 'Reshape' && reshapesOwn(source.node.inputs[0]!));
  }

  function renew(value: Value): Value {
    let known = values.get(value);
    if (known === undefined) {
      known = makeValue(value);
      values.set(value, known);
    }
    return known;
  }

  for (const node of nodes) for (const output of node.outputs) renew(output);
  const outputs = new Map(roots.map((root, i) => [`out${i}`, root]));
  const model = encodeModel(name, new Map([...outputs].map(([output, root]) => [output, renew(root)])));
  const used = new Set(model.inputs);
  return { model, inputs: new Map([...inputs].filter(([input]) => used.has(input))), outputs };
}
