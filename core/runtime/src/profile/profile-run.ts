// The profile of a run: what is observed in its loop, and the files in its folder.
import type { JsonObject } from '@codex-ml/plugin-api';
import { countGroups, modelFlops } from '../plan-report/index.js';
import type { TrainingParts } from '../run/assemble-training.js';
import { makeFolder, orRefused, type RunFolder } from '../run-folder/index.js';
import { chromeTrace } from './chrome-trace.js';
import type { ProfileReport } from './profile-report.js';
import { createStepProfiler, type StepProfiler } from './step-profiler.js';

/** Files of a profile, in the run folder. */
export const PROFILE_FOLDER = 'artifacts/profile';
export const OPERATORS_FILE = `${PROFILE_FOLDER}/operators.json`;
export const TRACE_FILE = `${PROFILE_FOLDER}/trace.json`;

export interface ProfileRequest {
  /** Steps to profile. */
  readonly steps: number;
  /** Receives the report when the steps are over; the run goes on. */
  readonly onReport: (report: ProfileReport) => void;
}

/** @throws CML5153 where the engine takes no profiles */
export async function profileRun(
  { steps, onReport }: ProfileRequest,
  { engine, model, optimizer, added, loop }: TrainingParts,
  { runId, start, folder }: { readonly runId: string; readonly start: number; readonly folder: RunFolder },
): Promise<StepProfiler> {
  const { batch, accumulate } = loop.train;
  const tokens = batch * accumulate * model.shape.context;
  await orRefused(PROFILE_FOLDER, () => makeFolder(folder.resolve(PROFILE_FOLDER)));
  const named = [...model.parameters, ...optimizer.state, ...added];
  return createStepProfiler({
    engine,
    runId,
    steps,
    start,
    lastStep: loop.lastStep,
    folder: folder.resolve(PROFILE_FOLDER),
    variables: new Map(named.map(({ name, variable }) => [variable, name])),
    modelFlopsPerStep: modelFlops(countGroups(model), model.shape, tokens).perStep,
    async done(report, events, origin) {
      await folder.writeJson(OPERATORS_FILE, report as unknown as JsonObject);
      await folder.writeText(TRACE_FILE, JSON.stringify(chromeTrace(events, origin)));
      onReport(report);
    },
  });
}
