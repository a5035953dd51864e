import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { bindTranspose } from '@codex-ml/engine-onnx/dist/loops/transpose/transpose-step.js';
import { GraphMemory } from '@codex-ml/engine-onnx/dist/memory/graph-memory.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import { loadTfCore } from '@codex-ml/tfjs';
import { expect } from 'chai';
import fc from 'fast-check';
import { sharedMemory, teamOf } from '../run-regions.js';

const tf = await loadTfCore();

function transpose(rows: number, columns: number, threads: number): { x: Float32Array; y: Float32Array } {
  const graph = new Graph();
  const make = (name: string, shape: readonly number[]): Value =>
    graph.input(name, { dtype: 'float32', shape });
  const [x, y] = [make('x', [rows, columns]), make('y', [columns, rows])];
  const places = new Map([x, y].map((value) => [value, { at: 'own' as const }]));
  const memory = new GraphMemory(sharedMemory, tf, getTraceBackend(tf), {
    ...{ places, arenaBytes: 0, arenaPiece: 64, swapped: [], copied: new Map() },
  });
  const [from, to] = [x, y].map((value) => memory.viewOf(value) as Float32Array) as [
    Float32Array,
    Float32Array,
  ];
  from.forEach((_, i) => {
    from[i] = i + 1;
  });
  to.fill(Number.NaN);
  bindTranspose(x, y, memory, teamOf(threads)).run();
  const result = { x: from.slice(), y: to.slice() };
  memory.release();
  return result;
}

function expectTurned(rows: number, columns: number, threads: number): void {
  const { x, y } = transpose(rows, columns, threads);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      if (y[c * rows + r] !== x[r * columns + c]) {
        expect.fail(`[${rows}, ${columns}]: ${y[c * rows + r]} at [${c}, ${r}], not ${x[r * columns + c]}`);
      }
    }
  }
}

describe('bindTranspose', () => {
  it('puts every number where it belongs, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 90 });
    fc.assert(fc.property(size, size, fc.integer({ min: 1, max: 2 }), expectTurned), { numRuns: 200 });
  });

  it('does so for matrices that threads share, also with more columns than there are ranges', () => {
    for (const [rows, columns] of [
      [256, 4201],
      [300, 128],
      [17, 9999],
      [4201, 33],
    ] as const) {
      expectTurned(rows, columns, 2);
    }
  });
});
