// Graphs over arrays of one shape, with the numbers of their inputs; and what is expected of them.
import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { binary, scalar, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import { sizeOfShape, type Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { expect } from 'chai';
import fc, { type GeneratorValue } from 'fast-check';
import { evaluate, type Known } from '../graph/evaluate.js';
import { runRegions, teamOf } from './run-regions.js';

export const ACCESSES = ['full', 'row', 'column', 'periodic', 'repeated', 'scalar', 'constant'] as const;
export type AccessKind = (typeof ACCESSES)[number];

export const int = (g: GeneratorValue, min: number, max: number): number => g(fc.integer, { min, max });
export const pick = <T>(g: GeneratorValue, values: readonly T[]): T => values[int(g, 0, values.length - 1)]!;

/** A graph over arrays of one shape [outer, inner, width], with the numbers of its inputs. */
export class GraphBuilder {
  readonly graph = new Graph();
  readonly inputs = new Map<Value, Float32Array>();
  #seed: number;

  constructor(
    readonly shape: readonly number[],
    seed: number,
  ) {
    this.#seed = seed;
  }

  /** Numbers in [low, high), the same for the same seed. */
  input(shape: readonly number[], low = -2, high = 2): Value {
    const value = this.graph.input(`input${this.inputs.size}`, { dtype: 'float32', shape });
    const numbers = Float32Array.from({ length: sizeOfShape(shape) }, () => {
      this.#seed = (this.#seed * 1103515245 + 12345) % 2147483648;
      return low + ((high - low) * this.#seed) / 2147483648;
    });
    this.inputs.set(value, numbers);
    return value;
  }

  /** An input that the elements of the shape read in one of the ways. */
  operand(kind: AccessKind, low?: number, high?: number): Value {
    const [outer, inner, width] = this.shape as [number, number, number];
    switch (kind) {
      case 'full':
        return this.input(this.shape, low, high);
      case 'row':
        return this.input([outer, inner, 1], low, high);
      case 'column':
        return this.input([width], low, high);
      case 'periodic':
        return this.input([inner, width], low, high);
      case 'repeated':
        return this.input([outer, 1, width], low, high);
      case 'scalar':
        return this.input([], low, high);
      default:
        return scalar(this.graph, 'float32', 0.75);
    }
  }

  unary = (op: string, x: Value): Value => unary(this.graph, op, x);
  binary = (op: string, a: Value, b: Value): Value => binary(this.graph, op, a, b);
  number = (value: number): Value => scalar(this.graph, 'float32', value);
}

/** Numbers of the wanted values, and of all that they need. */
export function reference(wanted: readonly Value[], inputs: ReadonlyMap<Value, Float32Array>): Known {
  const known: Known = new Map([...inputs].map(([value, numbers]) => [value, Float64Array.from(numbers)]));
  for (const value of wanted) evaluate(value, known);
  return known;
}

/** @param tolerance relative to the largest number of the array, at least 1 */
export function expectReference(
  wanted: readonly Value[],
  { inputs }: GraphBuilder,
  tolerance: number,
  threads = [1],
): void {
  const expected = reference(wanted, inputs);
  const [first, ...others] = threads.map((count) => runRegions(wanted, inputs, teamOf(count)));
  for (const value of wanted) {
    const [actual, exact] = [first!.get(value)!, expected.get(value)!];
    const scale = exact.reduce((largest, each) => Math.max(largest, Math.abs(each)), 1);
    exact.forEach((number, i) => {
      if (Math.abs(actual[i]! - number) <= tolerance * scale) return;
      expect.fail(`element ${i} of [${value.shape.join()}] is ${actual[i]}, not ${number}`);
    });
    for (const other of others) expect(other.get(value), 'on other threads').to.deep.equal(actual);
  }
}

export function shapeFor(g: GeneratorValue, mostRows = 40): number[] {
  const rows = int(g, 1, mostRows);
  const outer = pick(
    g,
    [1, 2, 3].filter((count) => rows % count === 0),
  );
  return [outer, rows / outer, int(g, 1, 70)];
}
