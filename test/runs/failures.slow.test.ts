// What goes wrong in a run is said, recorded and ends in the right status; nothing that was reached is lost.
import { appendFile, chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRunFolder, openTrainedModel } from '@codex-ml/runtime';
import { expect } from 'chai';
import {
  HOST_ROOT,
  makeWorkplace,
  planIn,
  readJson,
  readLines,
  rejection,
  trainIn,
  type Workplace,
} from './run-in-process.js';

interface RunRecord {
  readonly status: string;
  readonly step: number;
}

interface ErrorRecord {
  readonly code: string;
  readonly plugin: string | null;
  readonly hook: string | null;
}

/** A plugin file that taps hooks; written into the workplace. */
async function hookPlugin(cwd: string, body: string): Promise<string> {
  const source = `
import { defineExtension, defineOptions } from '@codex-ml/plugin-api';
export default defineExtension({
  id: 'probe', apiVersion: '^1.0', options: defineOptions({}),
  setup({ ctx }) { ${body} },
});`;
  return pluginFile(cwd, 'probe.mjs', source);
}

/** A plugin of a single file, in a project that has codex-ml installed. */
async function pluginFile(cwd: string, name: string, source: string): Promise<string> {
  await symlink(join(HOST_ROOT, '..', 'node_modules'), join(cwd, 'node_modules'), 'junction');
  await writeFile(join(cwd, name), source);
  return `./${name}`;
}

async function onlyRun(cwd: string): Promise<string> {
  const [name] = await readdir(join(cwd, 'runs'));
  return join(cwd, 'runs', name!);
}

describe('a run', function () {
  this.timeout(60_000);
  let place: Workplace;
  beforeEach(async () => {
    place = await makeWorkplace();
  });
  afterEach(() => place.dispose());

  it('with a launcher in its config says that it uses none', async () => {
    const { notices, report } = await trainIn({ cwd: place.path, set: ['launcher=local', 'train.steps=2'] });
    expect(report.status).to.equal('completed');
    expect(notices).to.contain(
      'launcher `std/local` is not used: a run is trained in the process that was started for it',
    );
  });

  it('that diverges fails with the step, keeps its last checkpoint and says so in its records', async () => {
    const set = ['optimizer.lr=1e20', 'train.clip=0', 'train.evaluateEvery=0', 'train.checkpointEvery=1'];
    const error = await rejection(trainIn({ cwd: place.path, set }));
    expect(error.code).to.equal('CML6301');
    expect(error.title).to.match(/^the loss became (NaN|Infinity) at step \d+$/);
    const folder = await onlyRun(place.path);
    const record = await readJson<RunRecord>(folder, 'run.json');
    expect(record.status).to.equal('failed');
    const errors = await readLines<ErrorRecord>(folder, 'errors.ndjson');
    expect(errors.map(({ code }) => code)).to.include('CML6301');
    expect(await readFile(join(folder, 'report.md'), 'utf8')).to.include('**failed**');
    expect(await readdir(join(folder, 'checkpoints'))).to.include(
      `step-${String(record.step).padStart(8, '0')}`,
    );
  });

  it('goes on when a record cannot be written, and says so', async () => {
    const plan = await planIn({ cwd: place.path });
    const folder = join(plan.runsRoot, plan.run.id);
    await plan.kernel.close();
    // A folder where a file should go makes the write fail, whoever runs the test.
    await mkdir(join(folder, 'environment.json', 'taken'), { recursive: true });
    await mkdir(join(folder, 'data.manifest.json', 'taken'), { recursive: true });
    const { report, notices } = await trainIn({ cwd: place.path });
    expect(report.status).to.equal('completed');
    expect(notices.join('\n')).to.include('`environment.json` could not be written');
    expect(notices.join('\n')).to.include('`data.manifest.json` could not be written');
    expect(report.notices).to.have.length(2);
    expect(await readLines<ErrorRecord>(folder, 'errors.ndjson')).to.have.length(2);
  });

  it('goes on when an observing tap fails, and disables it after three failures', async () => {
    const plugin = await hookPlugin(
      place.path,
      `ctx.hooks.tap('step.end', () => { throw new TypeError('boom'); });`,
    );
    const { report, folder } = await trainIn({
      cwd: place.path,
      plugins: [plugin],
      set: ['extensions=[local/probe]'],
    });
    expect(report.status).to.equal('completed');
    expect(report.notices.join('\n')).to.include('failed 3 times on hook `step.end`; this tap is disabled');
    const errors = await readLines<ErrorRecord>(folder, 'errors.ndjson');
    expect(errors).to.have.length(3);
    expect(errors[0]).to.include({ plugin: 'local/probe', hook: 'step.end' });
  });

  it('stops when a transform fails, naming plugin and hook, and `run.end` still fires', async () => {
    const plugin = await hookPlugin(
      place.path,
      `ctx.hooks.tap('data.batch', (batch) => { if (batch.step === 3) throw new TypeError('boom'); return batch; });
       ctx.hooks.tap('run.end', ({ status, step }) => ctx.artifacts.write('end.json', JSON.stringify({ status, step })));`,
    );
    const error = await rejection(
      trainIn({ cwd: place.path, plugins: [plugin], set: ['extensions=[local/probe]'] }),
    );
    expect(error).to.include({ plugin: 'local/probe', hook: 'data.batch' });
    const folder = await onlyRun(place.path);
    expect((await readJson<RunRecord>(folder, 'run.json')).status).to.equal('failed');
    const end = await readJson(folder, 'artifacts', 'local', 'extension-probe', 'end.json');
    expect(end).to.deep.equal({ status: 'failed', step: 0 });
  });

  it('lets transforms change what it trains on', async () => {
    const plugin = await hookPlugin(
      place.path,
      `ctx.hooks.tap('data.sample', (sample) => ({ ...sample, text: sample.text.toUpperCase() }));
       ctx.hooks.tap('grads.ready', ({ gradients }) => ({ gradients }));`,
    );
    const { folder } = await trainIn({
      cwd: place.path,
      plugins: [plugin],
      set: ['extensions=[local/probe]', 'train.steps=2'],
    });
    const tokenizer = await readJson<{ model: { vocab: Record<string, number> } }>(
      folder,
      'checkpoints',
      'step-00000002',
      'tokenizer.json',
    );
    expect(Object.keys(tokenizer.model.vocab)).to.include('A').and.not.include('a');
    const record = await readJson<{ hooks: Record<string, unknown> }>(folder, 'run.json');
    expect(record.hooks['data.sample']).to.deep.equal([{ plugin: 'local/probe', stage: 0 }]);
  });

  it('goes on without a tracker that cannot be opened', async () => {
    const source = `
import { defineTracker, defineOptions } from '@codex-ml/plugin-api';
export default defineTracker({ id: 'shut', apiVersion: '^1.0', options: defineOptions({}),
  create() { throw new TypeError('no server'); } });`;
    const plugin = await pluginFile(place.path, 'shut.mjs', source);
    const { report } = await trainIn({
      cwd: place.path,
      plugins: [plugin],
      set: ['trackers=[ndjson, local/shut]'],
    });
    expect(report.status).to.equal('completed');
    expect(report.notices).to.deep.equal([
      'tracker `local/shut` could not be opened and is disabled: no server',
    ]);
  });

  it('says so when a plugin has changed since the run began, and remembers plugins of the command line', async () => {
    const body = `ctx.hooks.tap('step.end', () => {});`;
    const plugin = await hookPlugin(place.path, body);
    const request = { cwd: place.path, plugins: [plugin], set: ['extensions=[local/probe]'] };
    const { folder } = await trainIn(request);
    const opened = await openTrainedModel({
      folder,
      checkpoint: 'last',
      cwd: folder,
      hostRoot: HOST_ROOT,
      signal: new AbortController().signal,
      print: () => {},
      now: () => new Date(),
    });
    expect(opened.session.container.hooks.isUsed('step.end')).to.equal(true);
    await opened.close();

    await rm(join(folder, 'checkpoints', 'step-00000012'), { recursive: true });
    await appendFile(join(place.path, 'probe.mjs'), '\n// changed\n');
    const { notices } = await trainIn(request);
    expect(notices.join('\n')).to.include(
      'extension `local/probe` has changed since this run began (its code differs)',
    );
  });

  it('refuses a folder that another process is training in', async () => {
    const plan = await planIn({ cwd: place.path });
    const held = await openRunFolder({
      root: plan.runsRoot,
      name: plan.run.name,
      hash: plan.run.configHash,
      fresh: false,
      now: () => new Date(),
    });
    await plan.kernel.close();
    const error = await rejection(trainIn({ cwd: place.path }));
    expect(error.code).to.match(/^CML620[12]$/);
    await held.close();
  });

  it('passes over a damaged checkpoint, says so, and continues from the one before', async () => {
    const first = await trainIn({ cwd: place.path, set: ['train.keepCheckpoints=5'] });
    const newest = join(first.folder, 'checkpoints', 'step-00000012', 'model.safetensors');
    const bytes = await readFile(newest);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(newest, bytes);
    const again = await trainIn({ cwd: place.path, set: ['train.keepCheckpoints=5'] });
    expect(again.notices.join('\n')).to.match(/passed over a checkpoint: .*step-00000012/);
    expect(again.notices.join('\n')).to.include('continuing from step 8');
    expect(again.report.status).to.equal('completed');
  });

  it('says when the text has changed since the checkpoint that it continues from', async () => {
    const text = join(place.path, 'book.txt');
    const set = ['dataset={use: text, path: book.txt}', 'train.keepCheckpoints=5'];
    const trainOn = async (sentence: string) => {
      await writeFile(text, sentence.repeat(200));
      const trained = await trainIn({ cwd: place.path, set });
      await rm(join(trained.folder, 'checkpoints', 'step-00000012'), { recursive: true });
      return trained.notices.join('\n');
    };
    await trainOn('It was the best of times. ');
    const unchanged = await trainOn('It was the best of times. ');
    expect(unchanged).to.include('continuing from step 8').and.not.to.include('the text has changed');
    const changed = await trainOn('It was the worst of times. ');
    expect(changed).to.include('the text has changed since this run began (train, validation)');
  });

  it('starts anew with `fresh`, keeping the earlier folder aside', async () => {
    await trainIn({ cwd: place.path });
    const { notices } = await trainIn({ cwd: place.path, fresh: true });
    expect(notices.join('\n')).to.match(/moved the earlier run to `tiny-[0-9a-f]{8}\.1`/);
    expect(await readdir(join(place.path, 'runs'))).to.have.length(2);
  });

  it('saves and ends as interrupted when its signal is aborted', async () => {
    const controller = new AbortController();
    controller.abort();
    const { report, folder } = await trainIn({ cwd: place.path, signal: controller.signal });
    expect(report).to.include({ status: 'interrupted', step: 0 });
    expect((await readJson<RunRecord>(folder, 'run.json')).status).to.equal('interrupted');
  });

  it('stops early when nothing improves, and knows so when started again', async () => {
    const set = [
      'train.patience=2',
      'train.evaluateEvery=1',
      'optimizer.lr=1e-30',
      'train.monitor=token-accuracy',
    ];
    const { report } = await trainIn({ cwd: place.path, set });
    expect(report.stoppedEarly).to.equal(true);
    expect(report.step).to.equal(3);
    const again = await trainIn({ cwd: place.path, set });
    expect(again.notices.join('\n')).to.include('is complete at step 3');
  });

  it('fails where the folder cannot be written, with the code of the run folder', async () => {
    if (process.getuid?.() === 0) {
      // Root writes anywhere: a file in the way does the same.
      await writeFile(join(place.path, 'runs'), 'in the way');
    } else {
      await chmod(place.path, 0o500);
    }
    const error = await rejection(trainIn({ cwd: place.path }));
    await chmod(place.path, 0o700);
    expect(error.code).to.equal('CML6205');
  });
});
