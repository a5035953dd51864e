// A program that trains a model and generates from it through the runtime, with the same plugins and the same run folder as the
// command line. Start it with `node train-and-generate.ts [key=value …]`; arguments are overrides, as with `--set`.
import { join } from 'node:path';
import { exitCodeOfAll, renderError, toCodexErrors } from '@codex-ml/plugin-api';
import {
  generateFromModel,
  openTrainedModel,
  planRun,
  type RunPlan,
  type TrainReport,
  trainRun,
} from '@codex-ml/runtime';
import { HOST_ROOT } from 'codex-ml';

// Ctrl-C ends training in order: the run saves, and continues when the program is started again.
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

/** What both halves are told about the process they run in. */
const host = {
  cwd: import.meta.dirname,
  hostRoot: HOST_ROOT,
  signal: interrupt.signal,
  now: () => new Date(),
  print: (line: string) => console.error(line),
};

/** A plan checks everything and writes nothing; errors in the config, all of them, are thrown here. */
async function plan(overrides: readonly string[]): Promise<RunPlan> {
  return planRun({
    ...host,
    warn: host.print,
    presets: ['std/tiny'],
    set: ['run.name=api', 'trackers=[ndjson]', ...overrides],
  });
}

/** Train, or continue, or find that there is nothing left to do. */
async function train(run: RunPlan): Promise<TrainReport> {
  try {
    return await trainRun(run, { ...host, fresh: false });
  } finally {
    await run.kernel.close();
  }
}

/** Load the best checkpoint and continue a prompt. */
async function generate(folder: string, prompt: string): Promise<string> {
  const model = await openTrainedModel({ ...host, folder, checkpoint: 'best' });
  try {
    const sampling = { temperature: 0.8, topK: 0, topP: 1, seed: 1 };
    const [first] = await generateFromModel(model, {
      prompts: [prompt],
      maxNewTokens: 60,
      stop: [],
      ...sampling,
    });
    return `${prompt}${first?.text ?? ''}`;
  } finally {
    await model.close();
  }
}

async function main(overrides: readonly string[]): Promise<void> {
  const run = await plan(overrides);
  const report = await train(run);
  console.log(
    `${report.status} at step ${report.step}, validation loss ${report.validation?.['loss']?.toFixed(3)}`,
  );
  if (report.status !== 'completed') return;
  console.log(await generate(join(run.runsRoot, run.run.id), 'Call me'));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  // Whatever was thrown, as the errors a user can read, with the exit code that the command line would have.
  const errors = toCodexErrors(error);
  for (const one of errors) console.error(renderError(one));
  process.exitCode = exitCodeOfAll(errors);
}
