// Transposes the first argument of a product where ONNX Runtime would do so piece by piece, once for each piece of the result. The
// rows of the result are then rows of that argument, too, so that threads can share them.
import { type Node, sizeOfShape, type Value } from '../graph/value.js';
import type { TracedProgram } from '../tracing/trace-program.js';
import { type RewriteRule, rewriteProgram } from './rewrite-program.js';
import { HOST_DOMAIN } from './simplify.js';

/** inputs: a matrix [rows, columns]. Its transpose. */
export const TURN = 'Turn';

/** Sizes below which nothing is won: of the argument, and columns of the result. */
const LEAST = { rows: 64, columns: 32, results: 64 } as const;

export function turnOperands(program: TracedProgram): TracedProgram {
  return rewriteProgram(program, rewrite);
}

const rewrite: RewriteRule = (node, { graph, inputs: [a, b] }) => {
  if (!isWorthwhile(node)) return undefined;
  const [rows, columns] = a!.shape as [number, number];
  const turned = graph.add(TURN, [a!], { dtype: 'float32', shape: [columns, rows] }, { domain: HOST_DOMAIN });
  const { op, domain, outputs, attributes } = node;
  const plain =
    attributes['transB'] !== 1 && Object.keys(attributes).every((name) => /^trans[AB]$/.test(name));
  return plain
    ? [graph.add('MatMul', [turned, b!], outputs[0]!)]
    : [graph.add(op, [turned, b!], outputs[0]!, { domain, attributes: { ...attributes, transA: 0 } })];
};

function isWorthwhile({ op, domain, inputs, outputs, attributes }: Node): boolean {
  if (op !== 'FusedMatMul' || domain !== 'com.microsoft' || attributes['transA'] !== 1) return false;
  const [a, b] = inputs as [Value, Value];
  if (a.dtype !== 'float32' || a.shape.length !== 2 || outputs[0]!.shape.length !== 2) return false;
  const [rows, columns] = a.shape as [number, number];
  const results = sizeOfShape(outputs[0]!.shape) / columns;
  return b.shape.length === 2 && rows >= LEAST.rows && columns >= LEAST.columns && results >= LEAST.results;
}
