// Trains a plan in its run folder: lock, records, resume, loop, report. Whatever happens, `run.end` fires and the records are closed.
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { countParameters } from '@codex-ml/nn';
import { type JsonObject, type RunStatus, toCodexErrors } from '@codex-ml/plugin-api';
import { templateFiles } from '../chat/index.js';
import {
  findResumable,
  type LoadedCheckpoint,
  loadCheckpoint,
  readModelFolder,
  saveCheckpoint,
} from '../checkpoint/index.js';
import { blockCount, rowCount } from '../data/index.js';
import { blameRun } from '../errors/open-runs.js';
import { type ProfileRequest, profileRun } from '../profile/index.js';
import { openRunFolder, type RunFolder } from '../run-folder/index.js';
import { type LoopOutcome, trainLoop } from '../train/train-loop.js';
import { INITIAL_STATE, stateFromJson, stateToJson, type TrainState } from '../train/train-state.js';
import { arraysToStore } from './array-transfer.js';
import { assembleTraining, type Rehearsal, type TrainingParts } from './assemble-training.js';
import { type OpenSession, openSession } from './open-session.js';
import type { RunPlan } from './plan-run.js';
import { createJournal, type RunJournal } from './run-journal.js';
import { renderReport, type TrainReport } from './train-report.js';
import { writeRunRecords } from './write-run-records.js';

export interface TrainOptions {
  /** Move an earlier run of the same config aside and start anew. */
  readonly fresh: boolean;
  /** Aborted to stop in order: the run saves and ends as interrupted. */
  readonly signal: AbortSignal;
  /** Receives lines for the user: where the run continues, and whatever did not work as asked. */
  readonly print: (message: string) => void;
  /** The clock. */
  readonly now: () => Date;
  /** Profile some steps on the way. */
  readonly profile?: ProfileRequest | undefined;
  /** Set in a dry run. */
  readonly rehearsal?: Rehearsal | undefined;
  /** Longest wait for a tracker, at a checkpoint or at the end, in milliseconds. Default 10,000. */
  readonly trackerPatienceMs?: number | undefined;
}

interface Resume {
  readonly checkpoint: LoadedCheckpoint;
  readonly name: string;
  readonly tokenizer: JsonObject;
  readonly state: TrainState;
}

/** Train, or continue, the run of a plan. */
export async function trainRun(plan: RunPlan, options: TrainOptions): Promise<TrainReport> {
  const { run, runsRoot } = plan;
  const { config } = plan.resolved;
  const { fresh, now } = options;
  const folder = await openRunFolder({ root: runsRoot, name: run.name, hash: run.configHash, fresh, now });
  const journal = createJournal(folder, options.print, now);
  try {
    for (const line of folder.notices) journal.notice(line);
    if (config.launcher !== null) {
      journal.notice(
        `launcher \`${config.launcher.use}\` is not used: a run is trained in the process that was started for it`,
      );
    }
    const resume = await findResume(folder, journal);
    const complete = resume !== null && isComplete(resume.state, config.train);
    if (complete && folder.earlier?.status === 'completed') {
      options.print(`run ${run.id} is complete at step ${resume.state.step}; \`--fresh\` trains it anew`);
      return await readReport(folder);
    }
    if (resume !== null)
      journal.notice(`continuing from step ${resume.state.step} (checkpoint ${resume.name})`);
    await folder.updateRun({ status: 'running' });
    return await trainInFolder(plan, folder, journal, resume, options);
  } finally {
    await folder.close();
  }
}

async function trainInFolder(
  plan: RunPlan,
  folder: RunFolder,
  journal: RunJournal,
  resume: Resume | null,
  options: TrainOptions,
): Promise<TrainReport> {
  const { run } = plan;
  const { config } = plan.resolved;
  const start = resume?.state ?? INITIAL_STATE;
  let session: OpenSession | undefined;
  let parts: TrainingParts | undefined;
  let state = start;
  let status: RunStatus = 'failed';
  let failure: unknown;
  let outcome: LoopOutcome | undefined;
  try {
    session = await openSession(plan, {
      artifactsFolder: folder.resolve('artifacts'),
      signal: options.signal,
      journal,
    });
    await session.container.hooks.call('config.resolved', {
      config: plan.resolved.json,
      hash: plan.resolved.hash,
    });
    const assembled = await assembleTraining(session, {
      journal,
      signal: options.signal,
      resume,
      rehearsal: options.rehearsal ?? null,
      trackerPatienceMs: options.trackerPatienceMs,
      trackerRun: {
        ...run,
        folder: folder.path,
        steps: config.train.steps,
        resumedFrom: resume === null ? null : start.step,
      },
      save: async (current, best) => {
        state = current;
        return save(folder, assembled, current, best, plan, options.now);
      },
    });
    parts = assembled;
    options.print(describeStart(plan, assembled));
    if (assembled.validationWeights !== null) {
      options.print(`validation scores the weights of \`${assembled.validationWeights}\``);
    }
    await writeRunRecords(plan, folder, journal, session, assembled, resume !== null);
    const resumedFrom = resume === null ? null : start.step;
    parts.trackers.event(journal.event('run.start', start.step, { resumedFrom }));
    await session.container.hooks.call('run.start', { run, folder: folder.path, resumedFrom });
    const profiler =
      options.profile &&
      (await profileRun(options.profile, assembled, { runId: run.id, start: start.step, folder }));
    if (profiler !== undefined) session.container.own('profile', () => profiler.dispose());
    outcome = await trainLoop({ ...assembled.loop, observer: profiler }, start);
    if (profiler !== undefined && outcome.state.step < profiler.window.last) {
      journal.notice(`no profile was written: the run ended before step ${profiler.window.last}`);
    }
    state = outcome.state;
    status = outcome.status;
  } catch (error) {
    if (options.signal.aborted && error === options.signal.reason) {
      // Stopped while the data was read: nothing was trained that could be lost.
      status = 'interrupted';
    } else {
      failure = blameRun(error, { plugins: plan.plugins.values(), journal });
      journal.error(failure, { step: state.step });
    }
  }
  const errors = failure === undefined ? [] : toCodexErrors(failure);
  const ended = journal.event('run.end', state.step, { status, errors: errors.map(({ code }) => code) });
  await session?.container.hooks.call('run.end', { run, status, step: state.step, error: failure });
  parts?.trackers.event(ended);
  await parts?.trackers.close(status);
  for (const problem of folder.problems) journal.notice(problem.title);
  const report = describeRun(plan, folder, journal, parts, { status, state, outcome, resume });
  await writeReport(folder, journal, report);
  await folder.updateRun({ status, step: state.step });
  await session?.container.close().catch((error: unknown) => {
    journal.error(error);
    journal.notice(`closing the run failed: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (failure !== undefined) throw failure;
  return report;
}

/** One line about what is about to run. */
function describeStart(
  { run }: RunPlan,
  { engine, model, tokenizer, trainingTokens, packing }: TrainingParts,
): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const size = `${count(countParameters(model.parameters))} parameters`;
  const { context } = model.shape;
  const number = packing.mode === 'stream' ? blockCount(trainingTokens, context) : rowCount(packing.rows);
  // Rows of a stream are full; of others a line of their own says how full they are.
  const rows = `${count(number)} rows of ${context} (${packing.mode})`;
  const data = `${count(trainingTokens)} training tokens in ${rows}, vocabulary ${count(tokenizer.vocabularySize)}`;
  return `run ${run.id}: ${size}, ${data}, on ${engine.id} (${engine.device})`;
}

/** The newest whole checkpoint of the folder; broken ones are reported. */
async function findResume(folder: RunFolder, journal: RunJournal): Promise<Resume | null> {
  if (folder.earlier === null) return null;
  const { checkpoint, broken } = await findResumable(folder.path);
  for (const error of broken) {
    journal.error(error);
    journal.notice(`passed over a checkpoint: ${error.title}`);
  }
  if (checkpoint === null) {
    journal.notice('the earlier run left no whole checkpoint; starting from step 0');
    return null;
  }
  const loaded = await loadCheckpoint(checkpoint.path, { verified: true });
  const { tokenizerJson } = await readModelFolder(checkpoint.path);
  return {
    checkpoint: loaded,
    name: checkpoint.name,
    tokenizer: tokenizerJson,
    state: stateFromJson(loaded.state),
  };
}

function isComplete(
  state: TrainState,
  train: { readonly steps: number; readonly patience: number },
): boolean {
  return state.step >= train.steps || (train.patience > 0 && state.misses >= train.patience);
}

async function save(
  folder: Pick<RunFolder, 'path'>,
  { engine, model, optimizer, added, validationWeights, tokenizer, chatTemplate }: TrainingParts,
  state: TrainState,
  best: boolean,
  plan: RunPlan,
  now: () => Date,
): Promise<string> {
  const { path } = await saveCheckpoint({
    folder: folder.path,
    step: state.step,
    tensors: {
      model: arraysToStore(engine, model.parameters),
      optimizer: arraysToStore(engine, optimizer.state),
      extensions: arraysToStore(engine, added),
    },
    state: {
      ...stateToJson(state, plan.run.configHash),
      ...(validationWeights === null ? {} : { validationWeights }),
    },
    best,
    keep: plan.resolved.config.train.keepCheckpoints,
    extraFiles: {
      'config.json': `${JSON.stringify(model.exportConfig(), null, 2)}\n`,
      'tokenizer.json': `${JSON.stringify(tokenizer.save(), null, 2)}\n`,
      ...(chatTemplate === null ? {} : templateFiles(chatTemplate, tokenizer, model.shape.context)),
    },
    now,
  });
  return path;
}

function describeRun(
  plan: RunPlan,
  folder: RunFolder,
  journal: RunJournal,
  parts: TrainingParts | undefined,
  end: {
    readonly status: RunStatus;
    readonly state: TrainState;
    readonly outcome: LoopOutcome | undefined;
    readonly resume: Resume | null;
  },
): TrainReport {
  const { config, baseDir } = plan.resolved;
  const { status, state, outcome, resume } = end;
  const evaluation = outcome?.lastEvaluation ?? null;
  return {
    runId: plan.run.id,
    folder: relative(baseDir, folder.path).replaceAll('\\', '/') || '.',
    status,
    step: state.step,
    plannedSteps: config.train.steps,
    stoppedEarly: outcome?.stoppedEarly ?? false,
    resumedFrom: resume?.state.step ?? null,
    parameters: parts === undefined ? 0 : countParameters(parts.model.parameters),
    trainingTokens: parts?.trainingTokens ?? 0,
    tokens: state.tokens,
    vocabularySize: parts?.tokenizer.vocabularySize ?? 0,
    validation: evaluation === null ? null : { loss: evaluation.loss, ...evaluation.metrics },
    validationWeights: parts?.validationWeights ?? null,
    memory: parts?.loop.measureMemory() ?? null,
    best: state.best === null ? null : { metric: config.train.monitor, ...state.best },
    notices: journal.notices,
  };
}

async function writeReport(folder: RunFolder, journal: RunJournal, report: TrainReport): Promise<void> {
  try {
    await folder.writeText('report.md', renderReport(report));
    await folder.writeJson('report.json', report as unknown as JsonObject);
  } catch (error) {
    journal.error(error);
    journal.notice(
      `the report could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readReport(folder: RunFolder): Promise<TrainReport> {
  return JSON.parse(await readFile(folder.resolve('report.json'), 'utf8')) as TrainReport;
}
