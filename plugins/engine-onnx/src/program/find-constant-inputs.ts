// Which constants of a graph are inputs of its session: the large ones, so that no model comes near the 2 GiB that an ONNX file may
// have. What is computed from them alone is an input too, or it would be computed again in each run.
import { findLiveParts } from '../graph/live-values.js';
import { type Node, sizeOfShape, type Value, type ValueType } from '../graph/value.js';

/** Elements. Smaller constants are part of the model, where ONNX Runtime sees what they are. */
const LARGE = 1024;

export function isLargeConstant({ source, dtype, shape }: Value): boolean {
  return source.kind === 'constant' && sizeOfShape(shape) > LARGE && mayBeFed(dtype);
}

/** The binding of ONNX Runtime has no bfloat16. */
function mayBeFed(dtype: ValueType): boolean {
  return dtype !== 'bfloat16';
}

/**
 * @param outputs of the graph, which stay the results of nodes
 * @returns values of the graph that nothing but constants goes into, a large one among them
 */
export function findConstantInputs(outputs: Iterable<Value>): ReadonlySet<Value> {
  const ends = [...outputs];
  const wanted = new Set(ends);
  const { nodes, constants } = findLiveParts(ends);
  const fixed = new Set(constants);
  const large = new Set(constants.filter(isLargeConstant));
  const found = new Set<Value>();
  // A node comes after those whose results it reads.
  for (const node of nodes) {
    const [result] = node.outputs;
    if (node.inputs.every((input) => fixed.has(input)) && !wanted.has(result!) && mayBeKept(node)) {
      fixed.add(result!);
      if (node.inputs.some((input) => large.has(input))) large.add(result!);
    } else for (const input of node.inputs) if (large.has(input)) found.add(input);
  }
  return found;
}

/** Of one result, and no larger than what it is made of. */
function mayBeKept({ inputs, outputs }: Node): boolean {
  const [result] = outputs;
  if (outputs.length > 1 || !mayBeFed(result!.dtype)) return false;
  return sizeOfShape(result!.shape) <= inputs.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0);
}
