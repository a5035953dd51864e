// Nodes that move no numbers, as reshapes.
import type { Node, Value } from '../graph/value.js';
import type { RewriteRule } from './rewrite-program.js';

/** Axes of length 1 may change places without a copy. */
export const transposeOfOnes: RewriteRule = ({ op, inputs, outputs, attributes }: Node, { graph, renew }) => {
  if (op !== 'Transpose') return undefined;
  const [x] = inputs as [Value];
  const [output] = outputs as [Value];
  const moved = (attributes['perm'] as readonly number[]).filter((axis) => x.shape[axis] !== 1);
  if (moved.some((axis, i) => i > 0 && axis < moved[i - 1]!)) return undefined;
  // Of several rearrangements only the last shape counts.
  let source = renew(x);
  while (source.source.kind === 'node' && source.source.node.op === 'Reshape')
    source = source.source.node.inputs[0]!;
  const shape = graph.constant('int64', [output.shape.length], output.shape);
  return [graph.add('Reshape', [source, shape], output)];
};

export const reshapeOfReshape: RewriteRule = ({ op, inputs, outputs }: Node, { graph, renew }) => {
  if (op !== 'Reshape') return undefined;
  const source = renew(inputs[0]!);
  if (source.source.kind !== 'node' || source.source.node.op !== 'Reshape') return undefined;
  const original = source.source.node.inputs[0]!;
  const [output] = outputs as [Value];
  if (original.shape.join() === output.shape.join()) return [original];
  return [graph.add('Reshape', [original, renew(inputs[1]!)], output)];
};
