// How long a run of a program would take: its different steps are timed here and now, on made-up numbers. Neither the program nor
// its variables exist for that.
import type { ProgramFunction, ProgramSpec, ProgramTiming, TensorSpec } from '@codex-ml/plugin-api';
import type { Value } from '../graph/value.js';
import { bindLoopStep } from '../loops/loop-step.js';
import { RegionFunctions } from '../loops/region-functions.js';
import { GraphMemory } from '../memory/graph-memory.js';
import { OutOfMemory } from '../memory/shared-memory.js';
import { stagingTools } from '../program/compile-graph.js';
import type { Runtime } from '../program/runtime.js';
import { planProgram } from '../program/staged-graph.js';
import { hostSteps } from '../stages/host-steps.js';
import type { RunnableStep } from '../stages/onnx-step.js';
import { type Placement, placeValues } from '../stages/place-values.js';
import type { Step, StepPlan } from '../stages/plan-steps.js';
import { TurnSessions } from '../stages/turn-sessions.js';
import { traceProgram } from '../tracing/trace-program.js';
import { closedSignature } from './estimate-program.js';
import { workOf } from './estimate-steps.js';
import { placeSamples, readsOf, type StepSample, sampleSteps } from './sample-steps.js';

/**
 * Seconds for each different step, with the fewest and the most runs, after one that is not timed. Where that one was long, a single
 * run must do.
 */
const PATIENCE = { seconds: 0.03, least: 3, most: 50, long: 0.5 } as const;

interface PlannedProgram {
  readonly plan: StepPlan;
  readonly placement: Placement;
}

/**
 * @param tried sizes of inputs to time with, where those of the specification would take too long: each step is taken to take longer
 * as its own arithmetic or traffic is more
 * @param bytes that may be used
 * @returns null where programs do not run in steps, or these do not fit
 * @throws CML5102 where a specification leaves a size open, and what tracing throws
 */
export async function timeProgram<I extends string, O extends string>(
  runtime: Runtime,
  name: string,
  fn: ProgramFunction<I, O>,
  { inputs, state }: ProgramSpec<I>,
  { tried = inputs, bytes }: { readonly tried?: Readonly<Record<I, TensorSpec>>; readonly bytes: number },
): Promise<ProgramTiming | null> {
  const { tf, backend, loops } = runtime;
  if (loops === undefined) return null;
  const planFor = (sizes: Readonly<Record<I, TensorSpec>>): PlannedProgram => {
    const traced = traceProgram(tf, backend, name, fn, closedSignature(name, sizes), state);
    const { plan, program } = planProgram(runtime.adapt(traced), loops);
    const placement = placeValues(plan, program.state, program.updates, [...program.outputs.values()]);
    return { plan, placement };
  };
  const small = planFor(tried);
  const whole = tried === inputs ? small : planFor(inputs);
  const samples = sampleSteps(small.plan.steps);
  const placement = placeSamples(samples, small.placement);
  if (placement.arenaBytes > bytes) return null;
  const seconds = await timeSamples(runtime, name, small.plan, samples, placement).catch((error: unknown) => {
    if (error instanceof OutOfMemory) return null;
    throw error;
  });
  if (seconds === null) return null;
  const factors = growth(small.plan.steps, whole.plan.steps);
  const total = samples.reduce(
    (sum, { places }, i) => sum + seconds[i]! * places.reduce((times, place) => times + factors(place), 0),
    0,
  );
  return { seconds: total, timed: samples.length, parts: small.plan.steps.length };
}

/** How much more each step does in the whole program than in the one that was tried. */
function growth(tried: readonly Step[], whole: readonly Step[]): (place: number) => number {
  const amountOf = (step: Step) => {
    const { matmulFlops, otherBytes } = workOf(step);
    return matmulFlops > 0 ? matmulFlops : otherBytes;
  };
  const alike = tried.length === whole.length && tried.every(({ kind }, i) => kind === whole[i]!.kind);
  if (alike) return (place) => amountOf(whole[place]!) / Math.max(1, amountOf(tried[place]!));
  // Another plan for other sizes: all steps together.
  const flops = (steps: readonly Step[]) => steps.reduce((sum, step) => sum + workOf(step).matmulFlops, 0);
  const ratio = flops(whole) / Math.max(1, flops(tried));
  return () => ratio;
}

/** @returns seconds of each */
async function timeSamples(
  runtime: Runtime,
  name: string,
  { steps }: StepPlan,
  samples: readonly StepSample[],
  placement: Placement,
): Promise<readonly number[]> {
  const tools = stagingTools(runtime, runtime.loops!);
  const { memory: shared, team } = tools;
  const memory = new GraphMemory(shared, runtime.tf, runtime.backend, placement);
  const releases: (() => Promise<void> | void)[] = [() => memory.release()];
  try {
    const functions = new RegionFunctions(
      steps.filter((step) => step.kind === 'loops'),
      memory,
      team,
    );
    releases.push(() => functions.release());
    const bindHostStep = hostSteps(steps, memory, team);
    const sessions = new TurnSessions(tools, name, memory, steps.length === 1);
    releases.push(() => sessions.release());
    const bind = async (step: Step): Promise<RunnableStep> => {
      if (step.kind === 'loops') return bindLoopStep(step.region, functions, memory, team);
      return step.kind === 'onnx' ? sessions.bind(step) : bindHostStep(step);
    };
    const seconds: number[] = [];
    for (const { step } of samples) {
      const runnable = await bind(step);
      for (const root of readsOf(step)) makeUp(root, memory);
      seconds.push(await timeStep(runnable));
    }
    return seconds;
  } finally {
    for (const release of releases.reverse()) await release();
  }
}

async function timeStep(step: RunnableStep): Promise<number> {
  const time = async (): Promise<number> => {
    const start = performance.now();
    await step.run();
    return (performance.now() - start) / 1000;
  };
  const first = await time();
  const least = first > PATIENCE.long ? 1 : PATIENCE.least;
  const seconds: number[] = [];
  const end = performance.now() + PATIENCE.seconds * 1000;
  while (seconds.length < least || (seconds.length < PATIENCE.most && performance.now() < end)) {
    seconds.push(await time());
  }
  // Of two the lower one: what disturbs makes it longer.
  return seconds.sort((a, b) => a - b)[Math.floor((seconds.length - 1) / 2)]!;
}

/** Numbers of both signs that no arithmetic is slow with; places are the first one. */
const SOME = Float32Array.from({ length: 1009 }, (_, i) => (((i * 7919) % 1009) - 504) / 5000);

function makeUp(root: Value, memory: GraphMemory): void {
  if (root.source.kind === 'constant') return;
  const view = memory.viewOf(root);
  if (!(view instanceof Float32Array)) {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).fill(0);
    return;
  }
  for (let at = 0; at < view.length; at += SOME.length) {
    view.set(SOME.subarray(0, Math.min(SOME.length, view.length - at)), at);
  }
}
