// Computes a graph by loops alone: its nodes in regions, compiled, and run by a team.

import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { uniformValue } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { type LoopRegion, RegionBuilder } from '@codex-ml/engine-onnx/dist/loops/loop-region.js';
import { bindLoopStep } from '@codex-ml/engine-onnx/dist/loops/loop-step.js';
import { RegionFunctions } from '@codex-ml/engine-onnx/dist/loops/region-functions.js';
import { ThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { GraphMemory } from '@codex-ml/engine-onnx/dist/memory/graph-memory.js';
import { SharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import type { Place } from '@codex-ml/engine-onnx/dist/stages/place-values.js';
import { isConstantValue } from '@codex-ml/engine-onnx/dist/stages/plan-steps.js';
import { rootOf } from '@codex-ml/engine-onnx/dist/stages/root-of.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import { loadTfCore } from '@codex-ml/tfjs';
import { readConstantValues } from '../graph/read-constant-values.js';

const tf = await loadTfCore();
// The kernels that are refused by name are those that this backend has: it comes first.
await import('@tensorflow/tfjs-backend-cpu');
const backend = getTraceBackend(tf);

export const sharedMemory = new SharedMemory();

/** By memory and number of threads. */
const teams = new Map<SharedMemory, Map<number, ThreadTeam>>();

/** The team of so many threads over a memory, by default {@link sharedMemory}. */
export function teamOf(threads: number, memory = sharedMemory): ThreadTeam {
  const known = teams.get(memory) ?? new Map<number, ThreadTeam>();
  const team = known.get(threads) ?? new ThreadTeam(memory, threads - 1);
  teams.set(memory, known.set(threads, team));
  return team;
}

export function buildRegions(wanted: readonly Value[]): LoopRegion[] {
  const builder = new RegionBuilder<never>();
  for (const node of findLiveParts(wanted).nodes) {
    if (node.op !== 'Reshape' && !node.inputs.every(isConstantValue)) builder.add(node);
  }
  return builder.steps.filter((step): step is LoopRegion => 'nodes' in step && step.nodes.length > 0);
}

/**
 * @param inputs numbers of the graph's inputs
 * @param shared the memory of the team
 * @returns numbers of the wanted values
 */
export function runRegions(
  wanted: readonly Value[],
  inputs: ReadonlyMap<Value, Float32Array>,
  team: ThreadTeam,
  shared = sharedMemory,
): Map<Value, Float32Array> {
  const regions = buildRegions(wanted);
  const needed = new Set([...wanted.map(rootOf), ...regions.flatMap(({ reads }) => [...reads])]);
  const places = new Map<Value, Place>([...needed].map((root) => [root, { at: 'own' }]));
  const memory = new GraphMemory(shared, tf, backend, {
    places,
    arenaBytes: 0,
    arenaPiece: 64,
    swapped: [],
    copied: new Map(),
  });
  for (const root of needed) {
    const view = memory.viewOf(root) as Float32Array;
    const uniform = uniformValue(root);
    if (inputs.has(root)) view.set(inputs.get(root)!);
    else if (uniform !== undefined) view.fill(uniform);
    else if (root.source.kind === 'constant') view.set(readConstantValues(root));
    // What is not written shows.
    else view.fill(Number.NaN);
  }
  const functions = new RegionFunctions(
    regions.map((region) => ({
      region,
      outputs: [...region.makes.keys()].filter((root) => needed.has(root)),
    })),
    memory,
    team,
  );
  const steps = regions.map((region) => bindLoopStep(region, functions, memory, team));
  for (const step of steps) void step.run();
  const results = new Map(
    wanted.map((value) => [value, (memory.viewOf(rootOf(value)) as Float32Array).slice()]),
  );
  memory.release();
  functions.release();
  return results;
}
