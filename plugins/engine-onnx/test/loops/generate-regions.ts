// Programs of elementwise operators and reductions, drawn at random.
import { reduce, reshape } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import { sizeOfShape, type Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import fc, { type GeneratorValue } from 'fast-check';
import { ACCESSES, type GraphBuilder, int, pick } from './graph-builder.js';

/** A value that stays within [-2, 2] when its operands do. */
function grow(
  g: GeneratorValue,
  builder: GraphBuilder,
  pool: readonly Value[],
  rows: readonly Value[],
): Value {
  const { binary: two, unary: one, number } = builder;
  const x = pick(g, pool);
  const other = (): Value => {
    const choice = int(g, 0, 9);
    if (choice < 4) return pick(g, pool);
    return choice < 7 && rows.length > 0 ? pick(g, rows) : builder.operand(pick(g, ACCESSES));
  };
  const halved = (value: Value): Value => two('Mul', value, number(0.5));
  switch (int(g, 0, 9)) {
    case 0:
      return halved(two('Add', x, other()));
    case 1:
      return halved(two('Sub', other(), x));
    case 2:
      return halved(two('Mul', x, other()));
    case 3:
      return two('Div', x, two('Add', number(1), two('Mul', x, x)));
    case 4:
      return two(pick(g, ['Max', 'Min']), x, other());
    case 5:
      return one(pick(g, ['Neg', 'Abs', 'Relu', 'Sigmoid']), x);
    case 6:
      return one('Sqrt', two('Add', two('Mul', x, x), number(0.5)));
    case 7:
      return one('Exp', one('Neg', one('Abs', x)));
    case 8:
      return one('Reciprocal', two('Add', one('Abs', x), number(0.75)));
    default:
      return two('Sub', x, reduce(builder.graph, 'ReduceMax', x, [2], true));
  }
}

/** Values of a generated program: some for each element, some for each row, column or the whole. */
export function generateRegions(g: GeneratorValue, builder: GraphBuilder, steps: number): Value[] {
  const { graph, shape } = builder;
  const [outer, inner, width] = shape as [number, number, number];
  const pool = [builder.operand('full'), builder.operand('full')];
  const rows: Value[] = [];
  const sums: Value[] = [];
  for (let step = 0; step < steps; step++) {
    const choice = int(g, 0, 11);
    if (choice < 7) {
      const next = grow(g, builder, pool, rows);
      // A full array, whatever it was made of.
      pool.push(
        sizeOfShape(next.shape) === sizeOfShape(shape) ? next : builder.binary('Min', next, pool[0]!),
      );
    } else if (choice < 9) {
      rows.push(reduce(graph, pick(g, ['ReduceMean', 'ReduceMax']), pick(g, pool), [2], true));
    } else if (choice < 10 && rows.length > 0) {
      const [a, b] = [pick(g, rows), pick(g, [...rows, builder.operand('row'), builder.operand('scalar')])];
      const flat = g(fc.boolean) ? a : reshape(graph, a, [outer, inner, 1]);
      rows.push(builder.binary('Mul', builder.binary('Add', flat, b), builder.number(0.5)));
    } else {
      const axes = g(fc.boolean) ? [0, 1] : [0, 1, 2];
      const sum = reduce(graph, 'ReduceSum', pick(g, pool), axes, true);
      const mean = builder.binary(
        'Div',
        sum,
        builder.number(axes.length === 2 ? outer * inner : outer * inner * width),
      );
      sums.push(sum);
      // Sums are read by what comes behind.
      if (g(fc.boolean)) pool.push(builder.binary('Max', pick(g, pool), mean));
    }
  }
  return [...new Set([pool.at(-1)!, ...rows.slice(-2), ...sums.slice(-2), pick(g, pool)])].filter(
    ({ source }) => source.kind === 'node',
  );
}
