import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { binary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import { sizeOfShape, type Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { ThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { bankOf, SharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { planTurns } from '@codex-ml/engine-onnx/dist/stages/plan-steps.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { reference } from '../graph-builder.js';
import { type Numbers, randomNumbers, runHost } from '../run-host.js';
import { sharedMemory, teamOf } from '../run-regions.js';

interface Sizes {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly transposed: boolean;
}

/** A graph with products, and the numbers of its inputs. */
class Products {
  readonly graph = new Graph();
  readonly inputs = new Map<Value, Float32Array>();

  input(shape: readonly number[], seed: number): Value {
    const value = this.graph.input(`input${this.inputs.size}`, { dtype: 'float32', shape });
    this.inputs.set(value, randomNumbers(sizeOfShape(shape), seed));
    return value;
  }

  times(x: Value, matrix: Value, transposed: boolean): Value {
    const shape = [...x.shape.slice(0, -1), matrix.shape.at(transposed ? 0 : 1)!];
    return transposed
      ? this.graph.add(
          'FusedMatMul',
          [x, matrix],
          { dtype: 'float32', shape },
          {
            ...{ domain: 'com.microsoft', attributes: { transA: 0, transB: 1 } },
          },
        )
      : this.graph.add('MatMul', [x, matrix], { dtype: 'float32', shape });
  }

  of({ rows, inner, columns, transposed }: Sizes): Value {
    const x = this.input([rows, inner], 3);
    return this.times(x, this.input(transposed ? [columns, inner] : [inner, columns], 5), transposed);
  }
}

/** Relative to the sum of the absolute terms, of which there are `inner` below 1. */
function expectExact(products: Products, wanted: readonly Value[], inner: number, threads = [1, 2, 3]): void {
  const expected = reference(wanted, products.inputs);
  const [first, ...others] = threads.map((count) =>
    runHost(wanted, products.inputs, sharedMemory, teamOf(count)),
  );
  for (const value of wanted) {
    const actual = first!.get(value)!;
    expected.get(value)!.forEach((exact, i) => {
      const error = Math.abs(actual[i]! - exact);
      if (!(error <= 1e-6 * inner)) expect.fail(`element ${i} is ${actual[i]}, not ${exact}`);
    });
    for (const other of others) expect(other.get(value), 'on other threads').to.deep.equal(actual);
  }
}

describe('loops for products of few rows', () => {
  it('give what double precision does for generated sizes, the same bits on any number of threads', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 4 }),
      inner: fc.integer({ min: 1, max: 70 }),
      columns: fc.integer({ min: 1, max: 90 }),
      transposed: fc.boolean(),
    });
    fc.assert(
      fc.property(sizes, (each) => {
        const products = new Products();
        expectExact(products, [products.of(each)], each.inner);
      }),
      { numRuns: 60 },
    );
  });

  const large: Readonly<Record<string, Sizes>> = {
    'in two pieces': { rows: 1, inner: 301, columns: 150, transposed: false },
    'in four pieces, of several rows': { rows: 3, inner: 513, columns: 263, transposed: false },
    'in pieces and tiles': { rows: 4, inner: 67, columns: 2601, transposed: false },
    'in tiles alone': { rows: 2, inner: 5, columns: 17_003, transposed: false },
    'with a wide transposed matrix': { rows: 4, inner: 131, columns: 1003, transposed: true },
  };
  for (const [name, sizes] of Object.entries(large)) {
    it(`do so for large matrices ${name}`, () => {
      const products = new Products();
      expectExact(products, [products.of(sizes)], sizes.inner);
    });

    it(`give a row the same bits ${name}, whatever rows are beside it`, () => {
      const { inner, columns, transposed } = sizes;
      const products = new Products();
      const matrix = products.input(transposed ? [columns, inner] : [inner, columns], 5);
      const row = randomNumbers(inner, 9);
      const results = [1, 2, 3, 4].map((rows) => {
        const x = products.input([rows, inner], rows);
        products.inputs.get(x)!.set(row, (rows - 1) * inner);
        return products.times(x, matrix, transposed);
      });
      const found = runHost(results, products.inputs, sharedMemory, teamOf(2));
      const rows = results.map((value) => found.get(value)!.slice(-columns));
      for (const other of rows) expect(other).to.deep.equal(rows[0]);
    });
  }

  it('are one step where they do not need each other, and two where they do', () => {
    const products = new Products();
    const x = products.input([2, 24], 1);
    const [a, b] = [20, 40].map((columns) =>
      products.times(x, products.input([24, columns], columns), false),
    );
    const biased = binary(products.graph, 'Add', a!, products.input([20], 4));
    const c = products.times(biased, products.input([20, 30], 6), false);
    const kinds = planTurns([], [b!, c], 1)!.steps.map((step) =>
      step.kind === 'products' ? step.nodes.length : step.kind,
    );
    expect(kinds).to.deep.equal([2, 'loops', 1]);
    expectExact(products, [a!, b!, biased, c], 24);
  });

  it('reach arrays in several banks of the memory', () => {
    const shared = new SharedMemory({ pages: 16, banks: 8 });
    const team = new ThreadTeam(shared, 1);
    const products = new Products();
    const x = products.input([2, 400], 1);
    const wanted = [0, 1, 2].flatMap((seed) => [
      products.times(x, products.input([400, 450], seed), false),
      products.times(x, products.input([450, 400], seed), true),
    ]);
    const expected = runHost(wanted, products.inputs, sharedMemory, teamOf(2));
    const banks = new Set<number>();
    const actual: Map<Value, Numbers> = runHost(wanted, products.inputs, shared, team, (memory) => {
      for (const value of products.inputs.keys()) banks.add(bankOf(memory.addressOf(value)));
    });
    expect(banks.size).to.be.above(2);
    for (const value of wanted) expect(actual.get(value)).to.deep.equal(expected.get(value));
  });
});
