// What a run of a staged program takes, read off its steps and where its values lie. Runs nothing.
import type { Node } from '../graph/value.js';
import type { Placement } from '../stages/place-values.js';
import type { Step, StepPlan } from '../stages/plan-steps.js';
import { estimateNodes, findPeak, type NodesEstimate, sumBytes } from './estimate-graph.js';

export interface StepsEstimate extends NodesEstimate {
  /** What is set aside for values of the plan, and what its sessions keep for values of their own. */
  readonly workspaceBytes: number;
  /** Of that, what holds something at one time. */
  readonly intermediateBytes: number;
}

/** Sessions take memory in powers of two, of which half is used in the middle of the worst and the best case. */
const SESSION_OVERHEAD = 1.5;

export function estimateSteps({ steps }: StepPlan, { places, arenaBytes }: Placement): StepsEstimate {
  const own = sumBytes([...places].flatMap(([value, place]) => (place.at === 'own' ? [value] : [])));
  const work = steps.map(workOf);
  const kept = innerPeaks(steps);
  const total = (part: keyof NodesEstimate) => work.reduce((sum, each) => sum + each[part], 0);
  return {
    matmulFlops: total('matmulFlops'),
    otherBytes: total('otherBytes'),
    operators: total('operators'),
    intermediateBytes: arenaBytes + own + Math.max(0, ...kept),
    workspaceBytes: arenaBytes + own + SESSION_OVERHEAD * kept.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** Arithmetic and traffic of one step. */
export function workOf(step: Step): NodesEstimate {
  if ('nodes' in step) return estimateNodes(step.nodes);
  const touched =
    'region' in step ? sumBytes([...step.region.reads, ...step.outputs]) : bytesTouched(step.node);
  return { matmulFlops: 0, otherBytes: touched, operators: 1 };
}

/** Where numbers are added at places, of what they are added to only those places are read and written. */
function bytesTouched({ inputs, outputs, attributes }: Node): number {
  if (attributes['target'] === undefined) return sumBytes([...inputs, ...outputs]);
  const [, places, updates] = inputs;
  return sumBytes([places!]) + 3 * sumBytes([updates!]);
}

/** What each session needs for values that no other step sees. Turns of the same operators, as of a model's layers, share one. */
function innerPeaks(steps: readonly Step[]): number[] {
  const peaks = new Map<string, number>();
  for (const step of steps) {
    if (step.kind !== 'onnx') continue;
    const operators = step.nodes.map(({ op }) => op).join();
    const peak = findPeak(step.nodes, step.outputs, new Set(step.outputs));
    peaks.set(operators, Math.max(peak, peaks.get(operators) ?? 0));
  }
  return [...peaks.values()];
}
