// Profiles some steps of a run: lets the first pass, starts the engine's profiler, and makes a report of what it saw.
import {
  codexError,
  type Engine,
  type EngineProfiler,
  type ProfileEvent,
  type Variable,
} from '@codex-ml/plugin-api';
import { measurePeak } from '../plan-report/measure-rates.js';
import { makeProfileReport, type ProfileReport } from './profile-report.js';

/** What the training loop calls. The time both take is not the run's. */
export interface StepObserver {
  beforeStep(step: number): Promise<void>;
  afterStep(step: number): Promise<void>;
}

export interface StepProfilerSetup {
  readonly engine: Engine;
  readonly runId: string;
  /** Steps to profile. */
  readonly steps: number;
  /** The step that the run goes on from, and the one it stops after. */
  readonly start: number;
  readonly lastStep: number;
  /** An existing folder for what the engine may need on disk. */
  readonly folder: string;
  readonly variables: ReadonlyMap<Variable, string>;
  readonly modelFlopsPerStep: number;
  /** Called once, when all steps were seen. */
  readonly done: (report: ProfileReport, events: readonly ProfileEvent[], origin: number) => Promise<void>;
}

export interface StepProfiler extends StepObserver {
  /** First and last step of the profile. */
  readonly window: { readonly first: number; readonly last: number };
  /** End a profile that is under way without a report. */
  dispose(): Promise<void>;
}

/**
 * Steps that pass before the profile. The first compiles and is not timed; the last runs under the profiler, for programs may be
 * compiled again for it.
 */
const WARM_UP = 5;

/** @throws CML5153 where the engine takes no profiles */
export function createStepProfiler(setup: StepProfilerSetup): StepProfiler {
  const { engine, start, lastStep, folder, variables } = setup;
  const profiler: EngineProfiler | undefined = engine.profiler;
  if (profiler === undefined) throw codexError('CML5153', { engine: engine.id });
  const steps = Math.min(setup.steps, lastStep - start);
  const warmUp = Math.min(WARM_UP, lastStep - start - steps);
  const first = start + warmUp + 1;
  const last = first + steps - 1;
  const startsAt = warmUp > 0 ? first - 1 : first;
  const before: number[] = [];
  const seconds: number[] = [];
  let running = false;
  let origin = 0;
  let began = 0;

  return {
    window: { first, last },
    async beforeStep(step) {
      if (step === startsAt) {
        await profiler.start({ folder, variables });
        running = true;
      }
      began = performance.now();
      if (step === first) origin = began;
    },
    async afterStep(step) {
      const end = performance.now();
      const taken = (end - began) / 1000;
      if (step > start + 1 && step < startsAt) before.push(taken);
      if (step >= first && step <= last) seconds.push(taken);
      if (step !== last) return;
      running = false;
      const profile = await profiler.stop();
      const events = profile.events.filter((event) => event.start >= origin && event.start <= end);
      const report = makeProfileReport({
        runId: setup.runId,
        engine: engine.id,
        device: engine.device,
        ...{ first, last, warmUp, seconds, events },
        secondsBefore: before,
        modelFlopsPerStep: setup.modelFlopsPerStep,
        peakFlopsPerSecond: await measurePeak(engine),
      });
      await setup.done(report, events, origin);
    },
    async dispose() {
      if (running) await profiler.stop();
      running = false;
    },
  };
}
