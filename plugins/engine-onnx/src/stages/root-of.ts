// Reshaping moves no numbers: a reshaped value is stored where its argument is.
import type { Value } from '../graph/value.js';

/** The value whose storage `value` has. */
export function rootOf(value: Value): Value {
  let root = value;
  while (root.source.kind === 'node' && root.source.node.op === 'Reshape') root = root.source.node.inputs[0]!;
  return root;
}
