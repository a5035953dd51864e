// exp of four floats. Other functions of the loops are built on it.
import { type Code, f32x4, get, i32x4, set, tee, v128 } from './code.js';

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts: the first has few bits, so that its products with small integers are exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444005469057e-4;
/** Below, the result is next to the smallest normal float and becomes 0. */
const LOWEST = -86.98;
/** Above, everything overflows; from 88.73 on it does. */
const HIGHEST = 89;
/** Adding it rounds a small float to an integer, which is then in the lowest bits of the sum. */
const ROUNDING = 12582912;
/** Minimax coefficients for (exp(r) - 1 - r) / r² on |r| <= ln(2) / 2, highest power first (Cephes library, `expf`). */
const COEFFICIENTS = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];

/** Locals of type v128 that {@link exponential} may change. */
export interface ExponentialLocals {
  readonly x: number;
  readonly n: number;
  readonly r: number;
}

/** Code that leaves a number on the stack in all lanes. Numbers written into the code would be rebuilt at each use. */
export type Constant = (value: number) => Code;

/** 126 as the bits of a float. */
const EXPONENT_BIAS = 126 * 2 ** -149;

/**
 * Replaces the argument on the stack by its exponential, within 2 units in the last place; exactly 0 below -86.98, infinite
 * above 88.73, NaN for NaN. exp(x) = 2^n exp(r) with n = round(x / ln 2), r = x - n ln 2.
 */
export function exponential({ x, n, r }: ExponentialLocals, constant: Constant): Code {
  const polynomial = COEFFICIENTS.slice(1).flatMap((coefficient) => [
    ...[...get(r), ...constant(coefficient), ...f32x4.multiplyAdd()],
  ]);
  return [
    ...tee(x),
    ...[...constant(LOWEST), ...f32x4.greater(), ...constant(HIGHEST), ...f32x4.lesser(), ...tee(r)],
    ...[...constant(LOG2_E), ...constant(ROUNDING), ...f32x4.multiplyAdd(), ...set(n)],
    // 2^(n - 1) by its exponent bits: shifting drops all but the lowest bits of the rounded sum.
    ...[...get(n), ...constant(EXPONENT_BIAS), ...i32x4.add(), ...shiftToExponent()],
    ...[...get(n), ...constant(ROUNDING), ...f32x4.sub(), ...set(n)],
    ...[...get(n), ...constant(LN2_HIGH), ...get(r), ...f32x4.subtractProduct(), ...set(r)],
    ...[...get(n), ...constant(LN2_LOW), ...get(r), ...f32x4.subtractProduct(), ...set(r)],
    ...[...constant(COEFFICIENTS[0]!), ...polynomial],
    ...[...get(r), ...get(r), ...f32x4.mul(), ...get(r), ...f32x4.multiplyAdd()],
    ...[...constant(1), ...f32x4.add()],
    // Twice 2^(n - 1), as n may be 128.
    ...[...f32x4.mul(), ...constant(2), ...f32x4.mul()],
    ...[...get(x), ...constant(LOWEST), ...f32x4.isLess(), ...v128.andNot()],
  ];
}

function shiftToExponent(): Code {
  return [0x41, 23, ...i32x4.shiftLeft()];
}
