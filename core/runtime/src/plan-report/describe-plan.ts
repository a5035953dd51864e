// The report of a plan out of what was found. It measures nothing of models: only the disk, and the tokens of the validation split.
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Engine } from '@codex-ml/plugin-api';
import { SCORED_ROWS } from '../evaluate/evaluate-batches.js';
import type { Trainer } from '../run/build-trainer.js';
import type { DataSource } from '../run/load-data.js';
import type { ProgramEstimates } from './estimate-programs.js';
import { countGroups } from './group-parameters.js';
import { machineMemory } from './machine-memory.js';
import { FLOPS_FORMULA, FLOPS_SOURCE, modelFlops } from './model-flops.js';
import { countCheckpoints, mostOnDisk, timeCheckpoint } from './plan-checkpoints.js';
import { countScoredRows, evaluationSteps } from './plan-evaluations.js';
import { countArrayBytes, sumBytes } from './plan-memory.js';
import type { PlanReport, TimePart } from './plan-report.js';
import type { PlannedRun } from './planned-run.js';
import type { Prediction } from './predict-run.js';

export interface PlanFindings extends Prediction {
  readonly estimates: ProgramEstimates | null;
  readonly notices: readonly string[];
}

export interface PlanTools {
  /** For what is tried on disk. */
  readonly folder: string;
  readonly now: () => Date;
}

export async function describePlan(
  data: DataSource,
  engine: Engine,
  trainer: Trainer,
  run: PlannedRun,
  { memory, timing, measured, estimates, notices }: PlanFindings,
  { folder, now }: PlanTools,
): Promise<PlanReport> {
  const { plan } = data.session;
  const { train } = plan.resolved.config;
  const { steps, batch, accumulate } = train;
  const { architecture, shape } = trainer.model;
  const { layers, heads, width, context } = shape;
  const counts = countGroups(trainer.model);
  const tokensPerStep = batch * accumulate * context;
  const flops = modelFlops(counts, shape, tokensPerStep);
  const { total, trainable, groups, tiedHead } = counts;
  const arrays = countArrayBytes(trainer, { rows: batch, accumulate });
  const tokenizerBytes = Buffer.byteLength(JSON.stringify(run.tokenizer.save(), null, 2));
  const checkpointBytes = arrays.weights + arrays.optimizer + arrays.extensions + tokenizerBytes;
  const rows = run.evaluates ? await countScoredRows(data, run.tokenizer, context) : null;
  const { secondsPerStep, secondsPerScoring, basis, method, matmulFlopsPerSecond } = timing;
  const checkpoints = countCheckpoints(train, run.evaluates);
  const parts: TimePart[] = [
    { name: 'updates', count: steps, secondsEach: secondsPerStep, basis },
    ...(run.evaluates
      ? [
          {
            name: 'evaluations' as const,
            count: evaluationSteps(train).length,
            secondsEach:
              rows === null || secondsPerScoring === null
                ? null
                : Math.ceil(rows / SCORED_ROWS) * secondsPerScoring,
            basis: 'estimated' as const,
          },
        ]
      : []),
    {
      name: 'checkpoints',
      count: checkpoints,
      secondsEach: await timeCheckpoint(folder, checkpointBytes, now),
      basis: 'estimated',
    },
  ];
  const onDisk = mostOnDisk(checkpoints, train);
  return {
    runId: plan.run.id,
    engine: engine.id,
    device: engine.device,
    model: { architecture, layers, heads, width, context, vocabularySize: run.tokenizer.vocabularySize },
    parameters: { total, trainable, groups, tiedHead },
    steps,
    tokensPerStep,
    tokens: steps * tokensPerStep,
    flops: {
      ...flops,
      total: steps * flops.perStep,
      formula: FLOPS_FORMULA,
      source: FLOPS_SOURCE,
      program: estimates === null ? null : programFlops(estimates, accumulate),
    },
    memory: { parts: memory, bytes: sumBytes(memory), available: machineMemory().total },
    time: {
      secondsPerStep,
      tokensPerSecond: secondsPerStep === null ? null : tokensPerStep / secondsPerStep,
      basis,
      method,
      parts,
      seconds:
        secondsPerStep === null
          ? null
          : parts.reduce((sum, { count, secondsEach }) => sum + count * (secondsEach ?? 0), 0),
      matmulFlopsPerSecond,
    },
    evaluation: run.evaluates ? { rows } : null,
    disk: {
      checkpointBytes,
      checkpoints: onDisk,
      bytes: onDisk * checkpointBytes,
      available: await freeDisk(plan.runsRoot),
    },
    measured,
    notices,
  };
}

/** The first program of an update runs once for each micro-batch, a second one once. */
function programFlops({ training: [each, once] }: ProgramEstimates, accumulate: number): number {
  return once === undefined ? each!.matmulFlops : accumulate * each!.matmulFlops + once.matmulFlops;
}

/** Of the nearest folder above that is there. */
async function freeDisk(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const above = dirname(folder);
    if (above === folder) throw error;
    return freeDisk(above);
  }
}
