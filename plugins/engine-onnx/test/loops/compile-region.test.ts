import { fill, reduce } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { LOOP_OPERATORS, LOOP_REDUCTIONS } from '@codex-ml/engine-onnx/dist/loops/loop-operators.js';
import { findNodeSpace } from '@codex-ml/engine-onnx/dist/loops/node-space.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { ACCESSES, expectReference, GraphBuilder, int, pick, reference, shapeFor } from './graph-builder.js';
import { buildRegions, runRegions, teamOf } from './run-regions.js';

const ONE_OPERAND = ['Abs', 'Neg', 'Sqrt', 'Reciprocal', 'Relu', 'Exp', 'Sigmoid'];
const isOfOne = (op: string): boolean => ONE_OPERAND.includes(op);

const nodeOf = ({ source }: Value): Node => (source as { readonly node: Node }).node;

describe('a loop over one operator', () => {
  for (const op of Object.keys(LOOP_OPERATORS)) {
    it(`computes ${op} to the last bit but two, whatever the shape and however its operands are read`, () => {
      fc.assert(
        fc.property(fc.gen(), (g) => {
          const builder = new GraphBuilder(shapeFor(g), int(g, 1, 1e6));
          const positive = op === 'Sqrt';
          const [low, high] = positive ? [0.1, 9] : [-4, 4];
          const others = isOfOne(op) ? [] : [builder.operand(pick(g, ACCESSES), 0.5, 4)];
          const operands = [builder.operand('full', low, high), ...others];
          if (others.length > 0 && g(fc.boolean)) operands.reverse();
          const result = builder.graph.add(op, operands, { dtype: 'float32', shape: builder.shape });
          if (findNodeSpace(nodeOf(result)) === undefined) {
            // Operands that go along rows need rows of some width.
            expect(builder.shape.at(-1)).to.be.below(4);
            return;
          }
          const exact = reference([result], builder.inputs).get(result)!;
          const actual = runRegions([result], builder.inputs, teamOf(1)).get(result)!;
          exact.forEach((number, i) => {
            const error = Math.abs(actual[i]! - number);
            expect(error, `${op}: ${actual[i]}, not ${number}`).to.be.at.most(
              Math.abs(number) * 2 ** -22 + 2 ** -149,
            );
          });
        }),
        { numRuns: 20 },
      );
    });
  }

  it('treats what is not finite as the machine does', () => {
    const builder = new GraphBuilder([1, 1, 6], 1);
    const x = builder.input([6]);
    builder.inputs.set(x, Float32Array.of(Number.NaN, Infinity, -Infinity, 0, -0, 1e38));
    const wanted = ['Relu', 'Sigmoid', 'Exp', 'Reciprocal', 'Sqrt', 'Abs'].map((op) => builder.unary(op, x));
    const squares = builder.binary('Mul', x, x);
    const results = runRegions([...wanted, squares], builder.inputs, teamOf(1));
    const [relu, sigmoid, exp, reciprocal, sqrt, abs] = wanted.map((value) => [...results.get(value)!]);
    expect(relu).to.deep.equal([Number.NaN, Infinity, 0, 0, 0, Math.fround(1e38)]);
    expect(sigmoid).to.deep.equal([Number.NaN, 1, 0, 0.5, 0.5, 1]);
    expect(exp).to.deep.equal([Number.NaN, Infinity, 0, 1, 1, Infinity]);
    expect(reciprocal!.slice(0, 5)).to.deep.equal([Number.NaN, 0, -0, Infinity, -Infinity]);
    expect(sqrt!.slice(0, 5)).to.deep.equal([Number.NaN, Infinity, Number.NaN, 0, -0]);
    expect(abs).to.deep.equal([Number.NaN, Infinity, Infinity, 0, 0, Math.fround(1e38)]);
    expect(results.get(squares)![5]).to.equal(Infinity);
  });
});

describe('a loop with a reduction', () => {
  for (const op of Object.keys(LOOP_REDUCTIONS)) {
    for (const [what, axes] of Object.entries({ row: [2], column: [0, 1], 'whole array': [0, 1, 2] })) {
      if (what !== 'row' && op !== 'ReduceSum') continue;
      it(`computes ${op} of each ${what}`, () => {
        fc.assert(
          fc.property(fc.gen(), (g) => {
            const builder = new GraphBuilder(shapeFor(g), int(g, 1, 1e6));
            const result = reduce(builder.graph, op, builder.operand('full'), axes, g(fc.boolean));
            if (findNodeSpace(nodeOf(result)) === undefined) {
              const [outer, inner, width] = builder.shape as [number, number, number];
              expect(Math.min(width, outer * inner)).to.equal(1);
              return;
            }
            // Rounding grows with the numbers that are summed, each less than 2.
            const summed =
              builder.shape.reduce((size, axis) => size * axis, 1) / result.shape.reduce((a, b) => a * b, 1);
            expectReference([result], builder, 1e-6 + summed * 5e-8);
          }),
          { numRuns: 40 },
        );
      });
    }
  }

  it('sums columns that are written as a product with a row of ones', () => {
    const builder = new GraphBuilder([1, 9, 21], 3);
    const matrix = builder.unary('Exp', builder.input([9, 21]));
    const ones = fill(builder.graph, 'float32', [1, 9], 1);
    const sums = builder.graph.add('MatMul', [ones, matrix], { dtype: 'float32', shape: [1, 21] });
    const [region, ...others] = buildRegions([sums, matrix]);
    expect(others).to.have.length(0);
    expect([...region!.makes.values()]).to.deep.equal(['elementwise', 'columns']);
    const expected = reference([matrix], builder.inputs).get(matrix)!;
    runRegions([sums], builder.inputs, teamOf(1))
      .get(sums)!
      .forEach((sum, column) => {
        let exact = 0;
        for (let row = 0; row < 9; row++) exact += expected[row * 21 + column]!;
        expect(sum).to.be.closeTo(exact, 1e-5);
      });
  });
});

describe('a region', () => {
  it('normalises a layer and multiplies its gradient in one go, on one and three threads', () => {
    const builder = new GraphBuilder([3, 257, 37], 11);
    const { binary: two, unary: one, number, graph } = builder;
    const [x, dy, gain] = [builder.operand('full'), builder.operand('full'), builder.operand('column')];
    const centred = two('Sub', x, reduce(graph, 'ReduceMean', x, [2], true));
    const variance = reduce(graph, 'ReduceMean', two('Mul', centred, centred), [2], true);
    const scale = one('Reciprocal', one('Sqrt', two('Add', variance, number(1e-5))));
    const unit = two('Mul', centred, scale);
    const dUnit = two('Mul', dy, gain);
    const along = reduce(graph, 'ReduceMean', two('Mul', dUnit, unit), [2], true);
    const level = reduce(graph, 'ReduceMean', dUnit, [2], true);
    const dx = two('Mul', scale, two('Sub', two('Sub', dUnit, level), two('Mul', unit, along)));
    const dGain = reduce(graph, 'ReduceSum', two('Mul', dy, unit), [0, 1], false);
    const total = reduce(graph, 'ReduceSum', two('Mul', dx, dx), [0, 1, 2], false);
    const wanted = [two('Mul', unit, gain), dx, dGain, total, scale];
    expect(buildRegions(wanted)).to.have.length(1);
    expectReference(wanted, builder, 1e-5, [1, 3]);
  });

  it('takes a number for each row only from arrays that have one for each', () => {
    const builder = new GraphBuilder([3, 4, 5], 5);
    const mean = reduce(builder.graph, 'ReduceMean', builder.operand('full'), [2], false); // [3, 4]
    const perOuter = builder.binary('Mul', mean, builder.input([3, 1]));
    const perInner = builder.binary('Add', mean, builder.input([4]));
    const same = builder.binary('Add', mean, builder.input([3, 4]));
    expectReference([perOuter, perInner, same], builder, 1e-6);
  });
});
