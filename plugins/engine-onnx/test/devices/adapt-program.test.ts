// Programs in the operators and types of a device, against the same programs as they were traced.
import { adaptProgram } from '@codex-ml/engine-onnx/dist/devices/adapt-program.js';
import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { transpose } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { encodeModel } from '@codex-ml/engine-onnx/dist/proto/encode-model.js';
import type { TracedProgram } from '@codex-ml/engine-onnx/dist/tracing/trace-program.js';
import { createRng } from '@codex-ml/runtime';
import { expect } from 'chai';
import * as ort from 'onnxruntime-node';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });

interface Problem {
  readonly program: TracedProgram;
  readonly inputs: readonly Value[];
}

/** Values of a fused product, [m, k] times [k, n], for shapes as they are stored. */
function product(a: readonly number[], b: readonly number[], transA: number, transB: number): Problem {
  const graph = new Graph();
  const inputs = [graph.input('a', float(a)), graph.input('b', float(b))];
  const [rows, columns] = [transA ? a.at(-1)! : a.at(-2)!, transB ? b.at(-2)! : b.at(-1)!];
  const leading = a.length >= b.length ? a.slice(0, -2) : b.slice(0, -2);
  const y = graph.add('FusedMatMul', inputs, float([...leading, rows, columns]), {
    domain: 'com.microsoft',
    attributes: { transA, transB },
  });
  return { program: asProgram(graph, y), inputs };
}

function asProgram(graph: Graph, y: Value): TracedProgram {
  return { graph, feeds: new Map(), state: new Map(), updates: new Map(), outputs: new Map([['y', y]]) };
}

async function run({ outputs }: TracedProgram, inputs: readonly Value[]): Promise<number[]> {
  const session = await ort.InferenceSession.create(encodeModel('test', outputs).bytes);
  const feeds = Object.fromEntries(
    inputs.map(({ source, shape }, i) => {
      const size = shape.reduce((count, each) => count * each, 1);
      const data = createRng(i).fillNormal(new Float32Array(size), 0, 1);
      return [source.kind === 'input' ? source.name : '', new ort.Tensor('float32', data, shape)];
    }),
  );
  const { y } = await session.run(feeds);
  await session.release();
  return [...(y!.data as Float32Array)];
}

function nodesOf({ outputs }: TracedProgram): readonly Node[] {
  return findLiveParts([...outputs.values()]).nodes;
}

const opsOf = (program: TracedProgram) => nodesOf(program).map(({ op }) => op);

describe('a program for a device without fused products', () => {
  it('multiplies two matrices with Gemm, and stacks of them after a transpose', async () => {
    const cases: [readonly number[], readonly number[], number, number, readonly string[]][] = [
      [[4, 3], [4, 5], 1, 0, ['Gemm']],
      [[3, 4], [5, 4], 0, 1, ['Gemm']],
      [[4, 3], [5, 4], 1, 1, ['Gemm']],
      [[2, 7, 4, 3], [2, 7, 4, 5], 1, 0, ['Transpose', 'MatMul']],
      [[2, 3, 4], [2, 5, 4], 0, 1, ['Transpose', 'MatMul']],
      [[2, 3, 4], [5, 4], 0, 1, ['Transpose', 'MatMul']],
    ];
    for (const [a, b, transA, transB, ops] of cases) {
      const { program, inputs } = product(a, b, transA, transB);
      const plain = adaptProgram(program, { fusedProducts: false }, 'float32');
      expect(opsOf(plain)).to.deep.equal(ops);
      const [actual, expected] = [await run(plain, inputs), await run(program, inputs)];
      actual.forEach((value, i) => {
        expect(value).to.be.closeTo(expected[i]!, 1e-5);
      });
    }
  });

  it('stays as it is where the device has them', () => {
    const { program } = product([4, 3], [4, 5], 1, 0);
    expect(adaptProgram(program, { fusedProducts: true }, 'float32')).to.equal(program);
  });
});

describe('a program in mixed precision', () => {
  it('casts what goes into a product and what comes out of it, and nothing else', () => {
    const { program } = product([2, 3, 4], [2, 4, 5], 0, 0);
    const mixed = adaptProgram(program, { fusedProducts: true }, 'bfloat16');
    const nodes = nodesOf(mixed);
    expect(nodes.map(({ op, outputs }) => `${op} ${outputs[0]!.dtype}`)).to.deep.equal([
      'Cast bfloat16',
      'Cast bfloat16',
      'FusedMatMul bfloat16',
      'Cast float32',
    ]);
    expect(mixed.outputs.get('y')!.dtype).to.equal('float32');
  });

  it('casts a value once for all its products, and none that comes from one', () => {
    const graph = new Graph();
    const x = graph.input('x', float([4, 4]));
    const first = graph.add('MatMul', [x, x], float([4, 4]));
    const turned = transpose(graph, first, [1, 0]);
    const second = graph.add('MatMul', [turned, x], float([4, 4]));
    const program = asProgram(graph, graph.add('MatMul', [first, second], float([4, 4])));
    const ops = opsOf(adaptProgram(program, { fusedProducts: true }, 'float16'));
    // x once on its way in, and the last product on its way out.
    expect(ops.filter((op) => op === 'Cast')).to.have.length(2);
    expect(ops.filter((op) => op === 'Transpose')).to.have.length(1);
  });

  it('leaves products in float32 that add up more numbers than they may', () => {
    const halves = (a: readonly number[], b: readonly number[], transA: number, transB: number) => {
      const mixed = adaptProgram(
        product(a, b, transA, transB).program,
        { fusedProducts: true },
        'float16',
        8,
      );
      return opsOf(mixed).includes('Cast');
    };
    expect(halves([2, 4, 8], [2, 8, 4], 0, 0)).to.equal(true);
    expect(halves([2, 4, 9], [2, 9, 4], 0, 0)).to.equal(false);
    expect(halves([8, 30], [8, 20], 1, 0)).to.equal(true);
    expect(halves([9, 3], [9, 2], 1, 0)).to.equal(false);
    expect(halves([30, 9], [20, 9], 0, 1)).to.equal(false);
    expect(halves([8, 30], [20, 8], 1, 1)).to.equal(true);
  });

  it('leaves other arithmetic in float32', () => {
    const graph = new Graph();
    const x = graph.input('x', float([4, 4]));
    const normal = graph.add('Softmax', [x], float([4, 4]), { attributes: { axis: 1 } });
    const program = asProgram(graph, graph.add('MatMul', [graph.add('Exp', [normal], normal), x], normal));
    const nodes = nodesOf(adaptProgram(program, { fusedProducts: true }, 'float16'));
    for (const { op, outputs } of nodes) {
      if (op === 'Softmax' || op === 'Exp') expect(outputs[0]!.dtype).to.equal('float32');
    }
  });

  it('gives the same numbers to three digits', async () => {
    const { program, inputs } = product([5, 7], [7, 6], 0, 0);
    const mixed = adaptProgram(program, { fusedProducts: true }, 'float16');
    const [half, full] = [await run(mixed, inputs), await run(program, inputs)];
    half.forEach((value, i) => {
      expect(value).to.be.closeTo(full[i]!, 0.01);
    });
  });
});
