// Operators of ONNX Runtime that write into the memory of an input, if their output is given that memory.
import type { Value } from '../graph/value.js';

/** By operator: the input that each output may replace. */
const REPLACED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  // The caches of keys and values: only the new tokens are written.
  GroupQueryAttention: { 1: 3, 2: 4 },
};

/** The input whose memory `value` is meant to be written to. */
export function writesOver(value: Value): Value | undefined {
  if (value.source.kind !== 'node') return undefined;
  const { op, inputs, outputs } = value.source.node;
  const replaced = REPLACED[op]?.[outputs.indexOf(value)];
  return replaced === undefined ? undefined : inputs[replaced];
}
