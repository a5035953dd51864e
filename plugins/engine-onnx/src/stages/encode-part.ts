// One part of a group of nodes as a model: the same nodes over fewer rows.
import { Graph } from '../graph/graph.js';
import { type Node, sizeOfShape, type Value, type ValueInfo } from '../graph/value.js';
import { encodeSegment, INLINE, type Segment } from './encode-segment.js';
import { bytesOfValue } from './place-values.js';
import { isConstantValue } from './plan-steps.js';
import { rootOf } from './root-of.js';
import type { Cutting } from './split-turn.js';

/** Where a part of an array begins. */
export interface PartPlace {
  readonly root: Value;
  /** Bytes. */
  readonly offset: number;
}

export interface EncodedPart {
  readonly segment: Segment;
  /** Where the inputs and outputs of the segment are; other inputs are constants. */
  readonly places: ReadonlyMap<Value, PartPlace>;
}

/**
 * @param nodes of a group that is cut
 * @param roots made by `nodes` and wanted outside
 * @param part by number
 */
export function encodePart(
  nodes: readonly Node[],
  { cuts, parts }: Cutting,
  roots: readonly Value[],
  part: number,
): EncodedPart {
  const graph = new Graph();
  /** Cut values of nodes, by root. */
  const made = new Map<Value, Value>();
  const known = new Map<string, Value>();
  const places = new Map<Value, PartPlace>();
  const boundary = (grain: number, at: number): number => Math.floor((at * grain) / parts);

  const cutInfo = ({ dtype, shape: [first, ...rest] }: Value, grain: number): ValueInfo => ({
    dtype,
    shape: [(first! / grain) * (boundary(grain, part + 1) - boundary(grain, part)), ...rest],
  });
  const offsetOf = (value: Value, grain: number): number =>
    (bytesOfValue(value) / grain) * boundary(grain, part);

  function cutValue(value: Value, grain: number): Value {
    const root = rootOf(value);
    const info = cutInfo(value, grain);
    const own = made.get(root);
    if (own !== undefined) {
      if (value === root) return own;
      const shape = graph.constant('int64', [info.shape.length], info.shape);
      return graph.add('Reshape', [own, shape], info);
    }
    return once(`${value.id} in ${grain}`, () => {
      const input = graph.input(`part${known.size}`, info);
      places.set(input, { root, offset: offsetOf(value, grain) });
      return input;
    });
  }

  function wholeValue(value: Value): Value {
    const { source } = value;
    if (isConstantValue(value)) {
      if (source.kind === 'node') return copyNode(source.node, source.node.inputs.map(wholeValue), value);
      if (sizeOfShape(value.shape) <= INLINE) return graph.copyConstant(value);
    }
    return once(`${value.id}`, () => {
      const input = graph.input(`whole${known.size}`, value);
      places.set(input, { root: rootOf(value), offset: 0 });
      return input;
    });
  }

  function copyNode(node: Node, given: readonly Value[], value: Value): Value {
    return graph.addMany(node.op, given, node.outputs, node)[node.outputs.indexOf(value)]!;
  }

  function once(key: string, make: () => Value): Value {
    const value = known.get(key) ?? make();
    known.set(key, value);
    return value;
  }

  const partNodes = nodes.map((node) => {
    const { along, grain } = cuts.get(node)!;
    const output = node.outputs[0]!;
    const given = node.inputs.map((input, i) => (along[i] ? cutValue(input, grain) : wholeValue(input)));
    const result = graph.addMany(node.op, given, [cutInfo(output, grain)], node)[0]!;
    made.set(output, result);
    places.set(result, { root: output, offset: offsetOf(output, grain) });
    return result.source.kind === 'node' ? [result.source.node] : [];
  });
  const segment = encodeSegment(
    partNodes.flat(),
    roots.map((root) => made.get(root)!),
  );
  return { segment, places };
}
