// Finds what ONNX Runtime has one operator for: normalisations and activations whose parts nothing else uses, as in passes
// without gradients.
import { sameShape, uniformValue } from '../graph/operators.js';
import { sizeOfShape, type Value } from '../graph/value.js';
import type { TracedProgram } from '../tracing/trace-program.js';
import { type RewriteContext, type RewriteRule, rewriteProgram } from './rewrite-program.js';
import { reshapeOfReshape, transposeOfOnes } from './views.js';

/** The same numbers, up to rounding. */
export function recognise(program: TracedProgram): TracedProgram {
  return rewriteProgram(program, (node, context) => {
    for (const rule of RULES) {
      const results = rule(node, context);
      if (results !== undefined) return results;
    }
    return undefined;
  });
}

/** sqrt(2 / pi) and the cubic coefficient of GELU's tanh approximation (Hendrycks and Gimpel 2016). */
const [GELU_SLOPE, GELU_CUBIC] = [Math.sqrt(2 / Math.PI), 0.044715];

/** The inputs of a value that an operator of ONNX makes. */
function inputsOf(value: Value | undefined, op: string): readonly Value[] | undefined {
  if (value?.source.kind !== 'node') return undefined;
  const { node } = value.source;
  return node.op === op && node.domain === '' ? node.inputs : undefined;
}

/** Both orders of two operands. */
function ordersOf(inputs: readonly Value[] | undefined): readonly (readonly [Value, Value])[] {
  if (inputs === undefined) return [];
  const [a, b] = inputs as [Value, Value];
  return a === b
    ? [[a, a]]
    : [
        [a, b],
        [b, a],
      ];
}

/** The mean over the last axis, kept. */
function meanOf(value: Value | undefined): Value | undefined {
  const [x, axes] = inputsOf(value, 'ReduceMean') ?? [];
  if (x === undefined || axes?.source.kind !== 'constant') return undefined;
  const { buffer, byteOffset, byteLength } = axes.source.bytes;
  const list = [...new BigInt64Array(buffer, byteOffset, byteLength / 8)].map(Number);
  const rank = x.shape.length;
  return list.length === 1 && list[0] === rank - 1 && value!.shape.length === rank ? x : undefined;
}

/** 1 / sqrt(mean(x²) + epsilon): x and epsilon. */
function rootMeanSquareOf(value: Value | undefined): { x: Value; epsilon: number } | undefined {
  const [root] = inputsOf(value, 'Reciprocal') ?? [];
  const [sum] = inputsOf(root, 'Sqrt') ?? [];
  for (const [mean, constant] of ordersOf(inputsOf(sum, 'Add'))) {
    const epsilon = uniformValue(constant);
    const [a, b] = inputsOf(meanOf(mean), 'Mul') ?? [];
    if (epsilon !== undefined && a !== undefined && a === b) return { x: a, epsilon };
  }
  return undefined;
}

/** unit · gain, where unit = x / sqrt(mean(x²) + epsilon) is used for nothing else. */
function scaledUnit(
  value: Value,
  { usesOf }: RewriteContext,
): { x: Value; gain: Value; epsilon: number } | undefined {
  for (const [unit, gain] of ordersOf(inputsOf(value, 'Mul'))) {
    // Rows of one number each become wider when they are scaled by a longer gain.
    if (!sameShape(unit.shape, value.shape) || !isVector(gain, value) || usesOf(unit) !== 1) continue;
    for (const [x, scale] of ordersOf(inputsOf(unit, 'Mul'))) {
      const found = rootMeanSquareOf(scale);
      if (found?.x === x) return { x, gain, epsilon: found.epsilon };
    }
  }
  return undefined;
}

function isVector({ shape }: Value, { shape: of }: Value): boolean {
  return sizeOfShape(shape) === of.at(-1) && shape.at(-1) === of.at(-1) && of.at(-1)! > 1;
}

const layerNorm: RewriteRule = (node, context) => {
  const [output] = node.outputs as [Value];
  for (const [scaled, offset] of node.op === 'Add' ? ordersOf(inputsOf(output, 'Add')) : []) {
    const found = isVector(offset, output) ? scaledUnit(scaled, context) : undefined;
    if (found === undefined) continue;
    const [x, mean] = inputsOf(found.x, 'Sub') ?? [];
    if (x === undefined || meanOf(mean) !== x) continue;
    const { graph, renew } = context;
    const { gain, epsilon } = found;
    const width = [output.shape.at(-1)!];
    const vector = (value: Value): Value => flatten(context, value, width);
    return graph.addMany('LayerNormalization', [renew(x), vector(gain), vector(offset)], [output], {
      attributes: { axis: -1, epsilon: { float: epsilon } },
    });
  }
  return undefined;
};

const rmsNorm: RewriteRule = (node, context) => {
  const [output] = node.outputs as [Value];
  const found = node.op === 'Mul' ? scaledUnit(output, context) : undefined;
  // What was centred before is a LayerNorm, with an offset further on or without one.
  if (found === undefined || inputsOf(found.x, 'Sub') !== undefined) return undefined;
  const gain = flatten(context, found.gain, [output.shape.at(-1)!]);
  return context.graph.addMany('SimplifiedLayerNormalization', [context.renew(found.x), gain], [output], {
    attributes: { axis: -1, epsilon: { float: found.epsilon } },
  });
};

function flatten({ graph, renew }: RewriteContext, value: Value, shape: readonly number[]): Value {
  const renewed = renew(value);
  if (renewed.shape.length === 1) return renewed;
  return graph.add('Reshape', [renewed, graph.constant('int64', [1], shape)], { dtype: value.dtype, shape });
}

/** x · sigmoid(f(x)), where the sigmoid is used for nothing else: SiLU and GELU. */
const gated: RewriteRule = (node, { graph, renew, usesOf }) => {
  const [output] = node.outputs as [Value];
  for (const [x, gate] of node.op === 'Mul' ? ordersOf(inputsOf(output, 'Mul')) : []) {
    const [argument] = inputsOf(gate, 'Sigmoid') ?? [];
    if (argument === undefined || usesOf(gate) !== 1) continue;
    if (argument === x) {
      return graph.addMany('QuickGelu', [renew(x)], [output], {
        domain: 'com.microsoft',
        attributes: { alpha: { float: 1 } },
      });
    }
    if (isGeluArgument(argument, x)) {
      return graph.addMany('Gelu', [renew(x)], [output], { attributes: { approximate: 'tanh' } });
    }
  }
  return undefined;
};

/** x (2c + 2c · 0.044715 x²) with c = sqrt(2 / pi). */
function isGeluArgument(argument: Value, x: Value): boolean {
  return ordersOf(inputsOf(argument, 'Mul')).some(
    ([a, sum]) =>
      a === x &&
      ordersOf(inputsOf(sum, 'Add')).some(
        ([product, constant]) =>
          near(uniformValue(constant), 2 * GELU_SLOPE) &&
          ordersOf(inputsOf(product, 'Mul')).some(
            ([square, factor]) =>
              near(uniformValue(factor), 2 * GELU_SLOPE * GELU_CUBIC) &&
              (inputsOf(square, 'Mul') ?? [undefined]).every((operand) => operand === x),
          ),
      ),
  );
}

function near(value: number | undefined, expected: number): boolean {
  return value !== undefined && Math.abs(value - expected) <= 1e-6 * expected;
}

const RULES: readonly RewriteRule[] = [layerNorm, rmsNorm, gated, transposeOfOnes, reshapeOfReshape];
