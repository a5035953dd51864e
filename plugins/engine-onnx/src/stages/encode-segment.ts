// The nodes of one turn of ONNX Runtime as a model of their own, which may say nothing of sizes. Equal turns give equal bytes: those of
// a model's layers, and those of a program for another batch size or length.
import { Graph } from '../graph/graph.js';
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import { type DescribeShape, type Dimension, type EncodedModel, encodeModel } from '../proto/encode-model.js';
import { isConstantValue } from './plan-steps.js';

/**
 * Larger constants are inputs, so that models that differ in them are one. Below are numbers of the computation and axes; above,
 * often, something that grows with the batch.
 */
export const INLINE = 16;
/** The same for a model of fixed sizes. */
const FIXED_INLINE = 1024;

export interface Segment {
  readonly model: EncodedModel;
  /** What each input of the model reads. The shapes of its Reshape nodes are among them. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** The root that each output of the model writes. */
  readonly outputs: ReadonlyMap<string, Value>;
}

/**
 * @param roots values that are made by `nodes` and wanted outside, none of them a Reshape
 * @param sizes fixed ones where the model will have no other use: ONNX Runtime then plans its memory beforehand
 */
export function encodeSegment(
  nodes: readonly Node[],
  roots: readonly Value[],
  sizes: 'named' | 'fixed' = 'named',
): Segment {
  const inline = sizes === 'fixed' ? FIXED_INLINE : INLINE;
  const graph = new Graph();
  const values = new Map<Value, Value>();
  const inputs = new Map<string, Value>();
  const own = new Set(nodes);
  /** Shapes as inputs. The same constant may also be a part of the model. */
  const shapes = new Map<Value, Value>();

  function addInput(value: Value): Value {
    const input = `in${inputs.size}`;
    inputs.set(input, value);
    return graph.input(input, value);
  }

  function makeValue(value: Value): Value {
    const { source } = value;
    if (source.kind === 'constant' && sizeOfShape(value.shape) <= inline) return graph.copyConstant(value);
    if (source.kind !== 'node') return addInput(value);
    const { node } = source;
    // Of other turns only what costs nothing is repeated.
    if (!own.has(node) && !isConstantValue(value) && !reshapesOwn(value)) return addInput(value);
    const shapeAt = sizes === 'named' && node.op === 'Reshape' ? 1 : undefined;
    graph.kernel = node.kernel;
    const given = node.inputs.map((input, at) => (at === shapeAt ? addShape(input) : renew(input)));
    const made = graph.addMany(node.op, given, node.outputs, node);
    node.outputs.forEach((output, i) => {
      values.set(output, made[i]!);
    });
    return values.get(value)!;
  }

  function addShape(value: Value): Value {
    const input = shapes.get(value) ?? addInput(value);
    shapes.set(value, input);
    return input;
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
  const renewed = new Map([...outputs].map(([output, root]) => [output, renew(root)]));
  const model = encodeModel(
    'segment',
    renewed,
    sizes === 'fixed' ? {} : { describeShape: symbolicShapes(new Set(shapes.values())) },
  );
  const used = new Set(model.inputs);
  return { model, inputs: new Map([...inputs].filter(([input]) => used.has(input))), outputs };
}

/**
 * Each size but 1 gets a name, in the order in which they occur, and equal sizes the same one. So a model holds for all sizes that
 * are equal where these are. A size of 1 may be stretched along another one, and 0 is no size to compute with.
 * @param sizes shapes, whose number of dimensions must be known
 */
function symbolicShapes(sizes: ReadonlySet<Value>): DescribeShape {
  const names = new Map<number, string>();
  const nameOf = (size: number): Dimension => {
    if (size <= 1) return size;
    const name = names.get(size) ?? `n${names.size}`;
    names.set(size, name);
    return name;
  };
  return (value) => (sizes.has(value) ? value.shape : value.shape.map(nameOf));
}
