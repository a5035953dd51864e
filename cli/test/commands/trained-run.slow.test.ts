import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeProject } from '../project.js';
import { type CliOutcome, runCli, runJson } from '../run-cli.js';

interface ShownRun {
  readonly id: string;
  readonly status: string;
  readonly folder: string;
  readonly step: number | null;
  readonly plannedSteps: number | null;
  readonly best: { readonly metric: string; readonly step: number } | null;
  readonly validation: { readonly step: number; readonly values: Readonly<Record<string, number>> } | null;
  readonly checkpoints: readonly number[];
  readonly problem: { readonly code: string } | null;
}

const CONFIG = `extends: [std/tiny]
run: { name: demo }
train: { steps: 6, logEvery: 2, evaluateEvery: 3, evaluateBatches: 1, checkpointEvery: 3 }
trackers: [ndjson]
`;

// One small run, and everything that can be done with it.
describe('commands around a run', () => {
  const cwd = makeProject({ files: { 'codex-ml.config.yaml': CONFIG } });
  let trained: CliOutcome;
  let id: string;

  const patchRecord = (run: string, patch: object) => {
    const file = join(cwd, 'runs', run, 'run.json');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...patch }));
  };
  const copyRun = (name: string) => {
    cpSync(join(cwd, 'runs', id), join(cwd, 'runs', name), { recursive: true });
    return name;
  };

  before(async () => {
    trained = await runCli(['train'], { cwd });
    id = /runs\/(demo-[0-9a-f]{8})/.exec(trained.stdout)?.[1] ?? '';
  });

  it('train says how it ended, where the run is and what comes next', () => {
    expect(trained.code, trained.stderr).to.equal(0);
    expect(trained.stdout).to.match(/^completed at step 6 of 6: runs\/demo-[0-9a-f]{8}\n/);
    expect(trained.stdout).to.match(/^best loss [\d.]+ at step \d+$/m);
  });

  it('train of a complete run says so and gives its report again', async () => {
    const report = await runJson<{ runId: string; status: string; step: number }>(['train'], { cwd });
    expect(report).to.include({ runId: id, status: 'completed', step: 6 });
  });

  it('train --dry-run leaves nothing', async () => {
    const { code, stdout } = await runCli(['train', '--dry-run', '--set', 'run.folder=elsewhere'], { cwd });
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^dry run passed: /m)
      .and.to.include('nothing was kept');
    const { runs } = await runJson<{ runs: unknown[] }>(['runs', 'list', '--runs', 'elsewhere'], { cwd });
    expect(runs).to.deep.equal([]);
  });

  it('evaluate scores the run, as text and as JSON', async () => {
    const text = await runCli(['evaluate', id, '--limit', '1'], { cwd });
    expect(text.code, text.stderr).to.equal(0);
    expect(text.stdout).to.match(/^loss +[\d.]+$/m);
    const report = await runJson<{ run: string; loss: number }>(['evaluate', '--limit', '1'], { cwd });
    expect(report.run).to.equal(id);
    expect(report.loss).to.be.within(1, 6);
  });

  it('generate continues a prompt, the same for the same seed', async () => {
    const args = ['generate', id, '--prompt', 'Call me', '--max-new-tokens', '12', '--seed', '3'];
    const [first, second] = [await runCli(args, { cwd }), await runCli(args, { cwd })];
    expect(first.code, first.stderr).to.equal(0);
    expect(first.stdout.length).to.be.greaterThan(5);
    expect(second.stdout).to.equal(first.stdout);
  });

  it('runs list shows status, progress and best value', async () => {
    const { code, stdout } = await runCli(['runs', 'list'], { cwd });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^run +status +step +best +started$/m);
    expect(stdout).to.match(
      new RegExp(`^${id} +completed +6/6 +loss [\\d.]+ +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ$`, 'm'),
    );
  });

  it('runs show takes the latest run, an id, the start of one, or a path', async () => {
    const ids: string[] = [];
    for (const args of [[], [id], ['demo-'], [`runs/${id}`], [join(cwd, 'runs', id)]]) {
      ids.push((await runJson<ShownRun>(['runs', 'show', ...args], { cwd })).id);
    }
    expect(new Set(ids)).to.deep.equal(new Set([id]));
  });

  it('runs show prints values, checkpoints, plugins and folder', async () => {
    const { stdout } = await runCli(['runs', 'show'], { cwd });
    expect(stdout).to.match(/^status +completed$/m);
    expect(stdout).to.match(/^step +6\/6$/m);
    expect(stdout).to.match(new RegExp(`^folder +runs/${id}$`, 'm'));
    expect(stdout).to.match(/^engine +std\/onnx on cpu$/m);
    expect(stdout).to.match(/^validation +loss [\d.]+, .* \(step 6\)$/m);
    expect(stdout).to.match(/^checkpoints +3(?: \(best\))?, 6 \((best, )?last\)$/m);
    expect(stdout).to.match(/^ +model std\/gpt \(@codex-ml\/models \d/m);
  });

  it('runs show gives the same as JSON', async () => {
    const shown = await runJson<ShownRun>(['runs', 'show'], { cwd });
    expect(shown).to.include({ id, status: 'completed', step: 6, plannedSteps: 6, problem: null });
    expect(shown.folder).to.equal(`runs/${id}`);
    expect(shown.validation!.values).to.include.keys('loss', 'perplexity');
    expect(shown.best!.metric).to.equal('loss');
    expect(shown.checkpoints).to.deep.equal([3, 6]);
  });

  it('draws the loss curve on a terminal only', async () => {
    const options = { cwd, env: { NO_COLOR: '1' } };
    expect((await runCli(['runs', 'show'], { ...options, terminal: true })).stdout).to.match(
      /^validation loss, step 0 to 6\n.*[┼┤]/m,
    );
    expect((await runCli(['runs', 'show'], options)).stdout).to.not.match(/[┼┤]/);
  });

  it('shows a run whose process is gone as killed, as far as its rows go', async () => {
    const run = copyRun('killed-00000000');
    patchRecord(run, {
      id: run,
      name: 'killed',
      status: 'running',
      startedAt: '2020-01-01T00:00:00.000Z',
      step: 99,
    });
    appendFileSync(join(cwd, 'runs', run, 'metrics.ndjson'), '{"metric":"loss","split":"train","st');
    const shown = await runJson<ShownRun>(['runs', 'show', run], { cwd });
    expect(shown).to.include({ status: 'killed', step: 6 });
    expect((await runCli(['runs', 'show', run], { cwd })).stdout).to.match(
      /^status +killed: its process ended/m,
    );
  });

  it('shows a folder that is no whole run as broken, with the reason, at the end of the list', async () => {
    mkdirSync(join(cwd, 'runs', 'broken-00000000'));
    const { code, stdout } = await runCli(['runs', 'list'], { cwd });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^broken-00000000 +broken +- +- +-$/m);
    expect(stdout).to.match(/^broken-00000000 is broken: CML6203: .*it is missing/m);
    const shown = await runJson<ShownRun>(['runs', 'show', 'broken-00000000'], { cwd });
    expect(shown.problem!.code).to.equal('CML6203');
    expect((await runCli(['runs', 'show', 'broken'], { cwd })).stdout).to.match(
      /^status +broken: CML6203: /m,
    );
  });

  it('offers the nearest run for one that does not exist', async () => {
    const { code, stderr } = await runCli(['runs', 'show', 'dmeo'], { cwd });
    expect(code).to.equal(2);
    expect(stderr).to.equal(
      `error[CML6208]: \`dmeo\` is not a run in \`runs\`\n   = hint: did you mean \`${id}\`?\n`,
    );
  });

  it('finds the runs of the config from a folder below it', async () => {
    mkdirSync(join(cwd, 'deep', 'er'), { recursive: true });
    const { id: found, folder } = await runJson<ShownRun>(['runs', 'show', id], {
      cwd: join(cwd, 'deep', 'er'),
    });
    expect([found, folder]).to.deep.equal([id, `../../runs/${id}`]);
  });

  it('looks where the config says', async () => {
    const other = makeProject({
      files: { 'codex-ml.config.yaml': `run: { folder: ${join(cwd, 'runs')} }\n` },
    });
    expect((await runJson<ShownRun>(['runs', 'show', id], { cwd: other })).id).to.equal(id);
  });

  it('says where it looks when the config cannot be loaded', async () => {
    const other = makeProject({ files: { 'codex-ml.config.yaml': 'run: {\n' } });
    const { code, stdout, stderr } = await runCli(['runs', 'list'], { cwd: other });
    expect([code, stdout]).to.deep.equal([0, 'no runs in runs\n']);
    expect(stderr).to.include('the config cannot be loaded');
  });

  it('says that there are no runs', async () => {
    const { code, stderr } = await runCli(['runs', 'show'], { cwd: makeProject() });
    expect(code).to.equal(2);
    expect(stderr).to.include('error[CML6210]: there are no runs in `runs`');
  });
});
