// Computes a graph without ONNX Runtime: its steps as the host runs them, each array in a block of its own.
import { uniformValue } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { bindLoopStep } from '@codex-ml/engine-onnx/dist/loops/loop-step.js';
import { RegionFunctions } from '@codex-ml/engine-onnx/dist/loops/region-functions.js';
import type { ThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { GraphMemory } from '@codex-ml/engine-onnx/dist/memory/graph-memory.js';
import type { SharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { hostSteps } from '@codex-ml/engine-onnx/dist/stages/host-steps.js';
import type { Place } from '@codex-ml/engine-onnx/dist/stages/place-values.js';
import { planTurns } from '@codex-ml/engine-onnx/dist/stages/plan-steps.js';
import { rootOf } from '@codex-ml/engine-onnx/dist/stages/root-of.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import { loadTfCore } from '@codex-ml/tfjs';
import { expect } from 'chai';

const tf = await loadTfCore();
// The kernels that are refused by name are those that this backend has: it comes first.
await import('@tensorflow/tfjs-backend-cpu');
const backend = getTraceBackend(tf);

export type Numbers = Float32Array | Int32Array;

/** The same numbers in [-1, 1) for the same seed. */
export function randomNumbers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  });
}

/**
 * @param inputs numbers of the graph's inputs
 * @param look is shown the memory before the steps are run
 * @returns those of the wanted values
 */
export function runHost(
  wanted: readonly Value[],
  inputs: ReadonlyMap<Value, Numbers>,
  shared: SharedMemory,
  team: ThreadTeam,
  look: (memory: GraphMemory) => void = () => {},
): Map<Value, Numbers> {
  const plan = planTurns([], wanted, 1)!;
  const roots = new Set([...plan.stored.keys(), ...plan.sources]);
  const places = new Map<Value, Place>([...roots].map((root) => [root, { at: 'own' }]));
  const memory = new GraphMemory(shared, tf, backend, {
    ...{ places, arenaBytes: 0, arenaPiece: 64, swapped: [], copied: new Map() },
  });
  for (const root of roots) {
    const view = memory.viewOf(root) as Float32Array;
    const uniform = uniformValue(root);
    if (inputs.has(root)) view.set(inputs.get(root)!);
    else if (uniform !== undefined) view.fill(uniform);
    else if (root.source.kind === 'constant') {
      new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(root.source.bytes);
    }
    // What is not written shows.
    else view.fill(Number.NaN);
  }
  look(memory);
  const loops = plan.steps.filter((step) => step.kind === 'loops');
  const functions = new RegionFunctions(loops, memory, team);
  try {
    const bind = hostSteps(plan.steps, memory, team);
    for (const step of plan.steps) {
      if (step.kind === 'onnx') expect.fail(`ONNX Runtime would compute ${step.nodes[0]!.op}`);
      const bound = step.kind === 'loops' ? bindLoopStep(step.region, functions, memory, team) : bind(step);
      void bound.run();
    }
    return new Map(wanted.map((value) => [value, memory.viewOf(rootOf(value)).slice() as Numbers]));
  } finally {
    memory.release();
    functions.release();
  }
}
