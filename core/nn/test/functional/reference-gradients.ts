// What a function and its gradient must give, from the function in double precision alone.
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import type { GradientCase } from './gradient-cases.js';
import type { Numbers } from './reference.js';

type Arrays = Readonly<Record<string, Float32Array>>;

/** Distance of the difference quotient, whose own error is of fourth order in it. */
const STEP = 1e-3;
/** Coordinates of each array that are checked: all of small ones, some of others. */
const CHECKED = 24;

/** Inputs of a case: normal deviates, none next to 0, where ReLU² has no second derivative. */
export function inputsOf(shapes: GradientCase['small']): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const values = createRng(7, name).fillNormal(new Float32Array(size), 0, 1);
      return [name, values.map((value) => value + Math.sign(value) * 0.02)];
    }),
  );
}

/** Uneven numbers that results are multiplied with, so that errors which cancel in a plain sum show. */
export function probeOf(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, index) => Math.sin(1.7 * index + 0.6) + 0.3);
}

/** What an engine computed for a case: the result, and the gradient of its sum with the probe by each input. */
export interface Found {
  readonly value: ArrayLike<number>;
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>;
}

type Places = readonly (readonly [place: number, number: number])[];

interface Expected {
  readonly value: Places;
  readonly gradients: Readonly<Record<string, Places>>;
}

const known = new Map<GradientCase['small'], Expected>();

function expectedOf({ reference }: GradientCase, shapes: GradientCase['small'], inputs: Arrays): Expected {
  const numbers = Object.fromEntries(
    Object.entries(inputs).map(([name, data]): [string, Numbers] => [
      name,
      { shape: shapes[name]!, data: Float64Array.from(data) },
    ]),
  );
  const { data: value } = reference(numbers);
  const probe = probeOf(value.length);
  const probed = (): number => reference(numbers).data.reduce((sum, each, i) => sum + each * probe[i]!, 0);
  const quotientAt = (data: Float64Array, place: number): number => {
    const original = data[place]!;
    const at = (offset: number): number => {
      data[place] = original + offset;
      return probed();
    };
    const quotient = (8 * (at(STEP) - at(-STEP)) - (at(2 * STEP) - at(-2 * STEP))) / (12 * STEP);
    data[place] = original;
    return quotient;
  };
  const gradients = Object.entries(numbers).map(([name, { data }]): [string, Places] => {
    const stride = Math.ceil(data.length / CHECKED);
    const places = Array.from({ length: Math.ceil(data.length / stride) }, (_, i) => i * stride);
    return [name, places.map((place) => [place, quotientAt(data, place)] as const)];
  });
  return { value: [...value.entries()], gradients: Object.fromEntries(gradients) };
}

/**
 * Compares with double precision what was found for the inputs of {@link inputsOf}.
 * @param tolerance relative to the largest number of an array, at least 1
 */
export function expectReference(
  use: GradientCase,
  size: 'small' | 'large',
  { value, gradients }: Found,
  tolerance = 2e-5,
): void {
  const shapes = use[size];
  const expected = known.get(shapes) ?? expectedOf(use, shapes, inputsOf(shapes));
  known.set(shapes, expected);
  expectNear(value, expected.value, tolerance, 'value');
  for (const [name, quotients] of Object.entries(expected.gradients)) {
    expectNear(gradients[name]!, quotients, tolerance, `gradient by ${name}`);
  }
}

function expectNear(actual: ArrayLike<number>, expected: Places, tolerance: number, what: string): void {
  const scale = expected.reduce((largest, [, number]) => Math.max(largest, Math.abs(number)), 1);
  for (const [place, number] of expected) {
    const error = Math.abs(actual[place]! - number) / scale;
    // Also what is not a number.
    if (!(error <= tolerance)) expect.fail(`${what}[${place}] is ${actual[place]}, not ${number}`);
  }
}
