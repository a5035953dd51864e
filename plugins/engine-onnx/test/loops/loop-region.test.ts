import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { binary, reduce, unary } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { RegionBuilder } from '@codex-ml/engine-onnx/dist/loops/loop-region.js';
import { expect } from 'chai';
import { buildRegions } from './run-regions.js';

const SHAPE = [6, 8];
const float = (shape: readonly number[] = SHAPE) => ({ dtype: 'float32' as const, shape });
const operators = (nodes: readonly { readonly node: Node }[]) => nodes.map(({ node }) => node.op);

describe('regions', () => {
  let graph: Graph;
  let [x, y]: Value[] = [];
  beforeEach(() => {
    graph = new Graph();
    [x, y] = [graph.input('x', float()), graph.input('y', float())];
  });
  const input = (name: string, shape?: readonly number[]) => graph.input(name, float(shape));
  const sumOfRow = (value: Value) => reduce(graph, 'ReduceSum', value, [1], true);
  const sumOfColumns = (value: Value) => reduce(graph, 'ReduceSum', value, [0], false);

  it('take in what uses their results, and what reads the same arrays', () => {
    const sine = unary(graph, 'Exp', x!);
    const twice = binary(graph, 'Add', sine, sine);
    const other = binary(graph, 'Mul', x!, y!);
    const regions = buildRegions([twice, other]);
    expect(regions.map(({ nodes }) => operators(nodes))).to.deep.equal([['Exp', 'Add', 'Mul']]);
    expect([...regions[0]!.reads]).to.deep.equal([x, y]);
  });

  it('keep apart what shares nothing', () => {
    expect(buildRegions([unary(graph, 'Exp', x!), unary(graph, 'Abs', y!)])).to.have.length(2);
  });

  it('become one when a node needs the results of two', () => {
    const [a, b] = [unary(graph, 'Exp', x!), unary(graph, 'Abs', y!)];
    const regions = buildRegions([binary(graph, 'Mul', a, b)]);
    expect(regions.map(({ nodes }) => operators(nodes))).to.deep.equal([['Exp', 'Abs', 'Mul']]);
  });

  it('stay apart when something between needs the results of the first', () => {
    const first = unary(graph, 'Exp', x!);
    const column = sumOfColumns(first);
    const between = unary(graph, 'Neg', column); // of another shape
    const second = binary(graph, 'Mul', y!, between);
    const regions = buildRegions([binary(graph, 'Add', first, second)]);
    expect(regions.map(({ nodes }) => operators(nodes))).to.deep.equal([
      ['Exp', 'ReduceSum'],
      ['Neg'],
      ['Mul', 'Add'],
    ]);
  });

  it('use results of their rows, and numbers computed from those, in the same go', () => {
    const mean = reduce(graph, 'ReduceMean', x!, [1], true);
    const scale = unary(graph, 'Sqrt', binary(graph, 'Mul', mean, input('w', [6, 1])));
    const [region, ...others] = buildRegions([binary(graph, 'Mul', x!, scale)]);
    expect(others).to.have.length(0);
    expect([...region!.makes.values()]).to.deep.equal(['rows', 'perRow', 'perRow', 'elementwise']);
  });

  it('leave sums over their rows to the next region', () => {
    const sums = sumOfColumns(unary(graph, 'Exp', x!));
    const regions = buildRegions([binary(graph, 'Sub', x!, sums)]);
    expect(regions.map(({ nodes }) => operators(nodes))).to.deep.equal([['Exp', 'ReduceSum'], ['Sub']]);
    const total = reduce(graph, 'ReduceSum', x!, [0, 1], true);
    expect(buildRegions([binary(graph, 'Sub', x!, total)])).to.have.length(2);
  });

  it('leave what reads a result over and over, or in one row, to the next region', () => {
    const narrow = unary(graph, 'Exp', input('n', [1, 8]));
    const wide = binary(graph, 'Add', x!, narrow);
    expect(buildRegions([wide])).to.have.length(2);
  });

  it('have a bound, so that a long chain is several of them', () => {
    let value = x!;
    for (let i = 0; i < 100; i++) value = binary(graph, 'Add', unary(graph, 'Abs', value), y!);
    const regions = buildRegions([value]);
    expect(regions.length).to.be.within(4, 8);
    for (const { nodes } of regions) expect(nodes.length).to.be.at.most(40);
    expect(regions.reduce((sum, { nodes }) => sum + nodes.length, 0)).to.equal(200);
  });

  it('have everything they read made before them, whatever joins them', () => {
    // Rows of a triangle of sums: each needs two of the row before.
    let values = Array.from({ length: 9 }, (_, i) => unary(graph, 'Exp', input(`i${i}`)));
    while (values.length > 1) {
      values = values.slice(1).map((value, i) => {
        const sum = binary(graph, 'Add', values[i]!, value);
        return i % 3 === 0
          ? binary(graph, 'Mul', sum, sumOfRow(value))
          : binary(graph, 'Sub', sum, sumOfColumns(sum));
      });
    }
    const made = new Set<Value>();
    const regions = buildRegions(values);
    for (const { nodes, reads, makes } of regions) {
      for (const root of reads) expect(root.source.kind === 'input' || made.has(root)).to.equal(true);
      const own = new Set<Value>();
      for (const { node, operands } of nodes) {
        for (const { value } of operands) expect(reads.has(value) || own.has(value)).to.equal(true);
        own.add(node.outputs[0]!);
      }
      expect([...own]).to.have.members([...makes.keys()]);
      for (const root of own) made.add(root);
    }
    expect(made.size).to.equal(findLiveParts(values).nodes.length);
  });
});

describe('regions among other steps', () => {
  it('are not moved across a step that needs their results', () => {
    const graph = new Graph();
    const [x, y] = [graph.input('x', float()), graph.input('y', float())];
    const first = unary(graph, 'Exp', x);
    const scattered = graph.add('Scatter', [first], float(), { domain: 'host' });
    const second = binary(graph, 'Mul', y, scattered);
    const last = binary(graph, 'Add', first, second);
    const builder = new RegionBuilder<string>();
    const nodeOf = ({ source }: Value) => (source as { readonly node: Node }).node;
    builder.add(nodeOf(first));
    builder.addOther({ other: 'scatter', reads: new Set([first]), makes: new Set([scattered]) });
    builder.add(nodeOf(second));
    builder.add(nodeOf(last));
    expect(builder.steps.map((step) => ('other' in step ? step.other : operators(step.nodes)))).to.deep.equal(
      [['Exp'], 'scatter', ['Mul', 'Add']],
    );
  });
});
