// The dry run: the plan of the real run, built whole, with one update, one evaluation and one save in a temporary folder. Leaves nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunPlan } from './plan-run.js';
import type { TrainReport } from './train-report.js';
import { type TrainOptions, trainRun } from './train-run.js';

export interface DryRunReport {
  readonly runId: string;
  readonly parameters: number;
  readonly vocabularySize: number;
  /** Validation loss before training, or null where there is no validation split. */
  readonly validation: TrainReport['validation'];
  readonly notices: readonly string[];
}

/** Everything `trainRun` does, on the same plan, but stopping after one update and scoring one batch of the validation split. */
export async function dryRun(plan: RunPlan, options: Omit<TrainOptions, 'fresh'>): Promise<DryRunReport> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-ml-dry-run-'));
  try {
    const report = await trainRun(
      { ...plan, runsRoot: folder },
      { ...options, fresh: false, rehearsal: { lastStep: 1, evaluateBatches: 1 } },
    );
    const { runId, parameters, vocabularySize, validation, notices } = report;
    return { runId, parameters, vocabularySize, validation, notices };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
