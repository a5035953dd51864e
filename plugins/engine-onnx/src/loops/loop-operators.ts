// The ONNX operators that loops compute element by element, four floats at a time. Knows neither memory nor shapes.
import { type Code, f32x4, v128 } from '../wasm/code.js';
import { type Constant, type ExponentialLocals, exponential } from '../wasm/exponential.js';

/** Code that leaves the result on the stack, given code that leaves each operand there. */
export type LoopOperator = (operands: readonly Code[], tools: LoopTools) => Code;

export interface LoopTools {
  readonly constant: Constant;
  readonly locals: ExponentialLocals;
}

function binary(operation: () => Code): LoopOperator {
  return ([a, b]) => [...a!, ...b!, ...operation()];
}

function unary(operation: () => Code): LoopOperator {
  return ([x]) => [...x!, ...operation()];
}

/** By ONNX's name. All are exact or within 2 units in the last place. */
export const LOOP_OPERATORS: Readonly<Record<string, LoopOperator>> = {
  Add: binary(f32x4.add),
  Sub: binary(f32x4.sub),
  Mul: binary(f32x4.mul),
  Div: binary(f32x4.div),
  Max: binary(f32x4.max),
  Min: binary(f32x4.min),
  Abs: unary(f32x4.abs),
  Neg: unary(f32x4.neg),
  Sqrt: unary(f32x4.sqrt),
  Reciprocal: ([x], { constant }) => [...constant(1), ...x!, ...f32x4.div()],
  Relu: ([x], { constant }) => [...x!, ...constant(0), ...f32x4.max()],
  Exp: ([x], { locals, constant }) => [...x!, ...exponential(locals, constant)],
  // 1 / (1 + exp(-x)): exp is infinite or 0 for large |x|, and the result 0 or 1.
  Sigmoid: ([x], { locals, constant }) => [
    ...constant(1),
    ...[...x!, ...f32x4.neg(), ...exponential(locals, constant), ...constant(1), ...f32x4.add()],
    ...f32x4.div(),
  ],
};

/** Reductions over the elements of a row, of a column or of everything. */
export interface LoopReduction {
  readonly start: number;
  /** Combines two groups of four. */
  readonly combine: () => Code;
  /** Whether the result is divided by the number of elements. */
  readonly mean: boolean;
}

export const LOOP_REDUCTIONS: Readonly<Record<string, LoopReduction>> = {
  ReduceSum: { start: 0, combine: f32x4.add, mean: false },
  ReduceMean: { start: 0, combine: f32x4.add, mean: true },
  ReduceMax: { start: Number.NEGATIVE_INFINITY, combine: f32x4.max, mean: false },
};

/** Lanes other than the first, cleared. */
export function firstLaneOnly(): Code {
  return [0xfd, 0x0c, 255, 255, 255, 255, ...Array.from({ length: 12 }, () => 0), ...v128.and()];
}
