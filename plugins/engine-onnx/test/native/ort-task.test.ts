import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { getThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { GraphMemory } from '@codex-ml/engine-onnx/dist/memory/graph-memory.js';
import { getSharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { getNativeOrt, OrtFailure } from '@codex-ml/engine-onnx/dist/native/native-ort.js';
import { NativeSession } from '@codex-ml/engine-onnx/dist/native/native-session.js';
import { TASK } from '@codex-ml/engine-onnx/dist/native/ort-task.js';
import { encodeModel } from '@codex-ml/engine-onnx/dist/proto/encode-model.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import { loadTfCore } from '@codex-ml/tfjs';
import { expect } from 'chai';
import 'onnxruntime-node';

const tf = await loadTfCore();

describe('tasks of sessions', () => {
  const graph = new Graph();
  const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });
  const [a, b] = [graph.input('a', float([2, 3])), graph.input('b', float([3, 2]))];
  const product = graph.add('MatMul', [a, b], float([2, 2]));
  const symbols = new Map([
    [a, ['m', 'k']],
    [b, ['l', 'n']],
  ]);
  const { bytes } = encodeModel('product', new Map([['y', product]]), {
    describeShape: (value) => symbols.get(value) ?? ['m', 'n'],
  });

  /** One task for each number of rows of b; 3 is right. @returns the results */
  async function runAll(rowsOfB: readonly number[]): Promise<number[][]> {
    const ort = (await getNativeOrt(2))!;
    const team = getThreadTeam(2)!;
    const shared = getSharedMemory()!;
    const placement = { places: new Map(), arenaBytes: 0, arenaPiece: 64, swapped: [], copied: new Map() };
    const memory = new GraphMemory(shared, tf, getTraceBackend(tf), placement);
    const session = new NativeSession(ort, bytes, { threads: 1, alone: false });
    const tensors: bigint[] = [];
    const tensor = (shape: readonly number[], numbers: readonly number[]) => {
      const { address } = memory.allocate(numbers.length * 4);
      const view = shared.view(Float32Array, address, numbers.length);
      view.set(numbers);
      const made = BigInt(ort.createValue(address, numbers.length * 4, shape, 1));
      tensors.push(made);
      return { made, view };
    };
    try {
      const length = rowsOfB.length * TASK.numbers;
      const table = memory.allocateFirst(length * 8).address;
      const numbers = shared.view(Float64Array, table, length);
      const results = rowsOfB.map((rows, task) => {
        const { given, taken } = session.describe(['a', 'b'], ['y'], memory, { numbers, task });
        given[0] = tensor([2, 3], [1, 2, 3, 4, 5, 6]).made;
        given[1] = tensor(
          [rows, 2],
          Array.from({ length: rows * 2 }, (_, i) => i + task),
        ).made;
        const result = tensor([2, 2], [0, 0, 0, 0]);
        taken[0] = result.made;
        return result.view;
      });
      const tasks = rowsOfB.map((_, task) => ({ begin: task, end: task + 1, part: task }));
      team.runTasks(table, tasks, (task) => ort.runTask(numbers, task));
      return results.map((result) => [...result]);
    } finally {
      for (const made of tensors) ort.releaseValue(made);
      session.release();
      memory.release();
    }
  }

  it('are run by the threads of a team, each once', async () => {
    const results = await runAll(Array(40).fill(3));
    results.forEach((result, task) => {
      expect(result).to.deep.equal([16 + 6 * task, 22 + 6 * task, 34 + 15 * task, 49 + 15 * task]);
    });
  });

  it('say why one of them was refused, whichever thread ran it', async () => {
    for (let time = 0; time < 5; time++) {
      let failure: unknown;
      try {
        await runAll([3, 3, 3, 4, 3, 3]);
      } catch (error) {
        failure = error;
      }
      expect(failure).to.be.instanceOf(OrtFailure);
      expect((failure as Error).message).to.match(/MatMul/);
    }
  });
});
