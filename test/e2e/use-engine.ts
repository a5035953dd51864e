// One small run through the command line on an engine: trained, continued as text, evaluated.
import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCli, scratchFolder } from './cli-process.js';

export interface MetricRow {
  readonly step: number;
  readonly metric: string;
  readonly split: string;
  readonly value: number;
}

export interface EngineUse {
  readonly rows: readonly MetricRow[];
  readonly text: string;
  readonly evaluation: { readonly loss: number };
}

export interface UseOptions {
  /** Folder that becomes the project's node_modules. */
  readonly modules?: string;
  /** More settings of the config, such as `engine.device=cpu`. */
  readonly settings?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Train `std/tiny`, continue a text and evaluate, all on one engine. */
export async function useEngine(engine: string, options: UseOptions = {}): Promise<EngineUse> {
  const { modules, settings = [], env = {} } = options;
  const folder = await scratchFolder();
  const cwd = folder.path;
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(args, { cwd, env });
    expect(code, stderr).to.equal(0);
    return stdout;
  };
  try {
    if (modules !== undefined) await symlink(modules, join(cwd, 'node_modules'));
    const set = [`engine.use=${engine}`, ...settings].flatMap((setting) => ['--set', setting]);
    await run('train', '--preset', 'std/tiny', ...set, '--json');
    const [name] = await readdir(join(cwd, 'runs'));
    const metrics = await readFile(join(cwd, 'runs', name!, 'metrics.ndjson'), 'utf8');
    const text = await run('generate', '--prompt', 'Call', '--temperature', '0', '--max-new-tokens', '20');
    const evaluation = await run('evaluate', '--json');
    const rows = metrics
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as MetricRow);
    return { rows, text, evaluation: JSON.parse(evaluation) as { loss: number } };
  } finally {
    await folder.dispose();
  }
}

/** The same rows and text, and losses within 1e-4. */
export function expectSameUse(actual: EngineUse, expected: EngineUse): void {
  const losses = (rows: readonly MetricRow[]) => rows.filter(({ metric }) => metric === 'loss');
  expect(losses(expected.rows).length).to.be.at.least(6);
  expect(actual.rows.map(({ step, metric, split }) => [step, metric, split])).to.deep.equal(
    expected.rows.map(({ step, metric, split }) => [step, metric, split]),
  );
  losses(actual.rows).forEach(({ value }, i) => {
    expect(value).to.be.closeTo(losses(expected.rows)[i]!.value, 1e-4);
  });
  expect(actual.text).to.equal(expected.text);
  expect(actual.evaluation.loss).to.be.closeTo(expected.evaluation.loss, 1e-4);
}
