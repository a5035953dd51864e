// A run killed at any moment continues to the same bits.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { runCli, scratchFolder, startCli } from './cli-process.js';

const TRAIN = [
  'train',
  '--preset',
  'std/tiny',
  '--set',
  'run.name=e2e',
  '--set',
  'train.steps=120',
  '--set',
  'train.evaluateEvery=40',
  '--set',
  'train.evaluateBatches=2',
  '--set',
  'train.checkpointEvery=10',
  '--set',
  'train.logEvery=1',
  '--set',
  'model.dropout=0.1',
  '--set',
  'extensions=[ema]',
];

async function runFolder(cwd: string): Promise<string> {
  const [name] = await readdir(join(cwd, 'runs'));
  return join(cwd, 'runs', name!);
}

async function sha256(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Hashes of everything that must not depend on how often the run was killed. */
async function fingerprint(folder: string): Promise<Record<string, string>> {
  const last = JSON.parse(await readFile(join(folder, 'checkpoints', 'last.json'), 'utf8')) as {
    folder: string;
  };
  const checkpoint = join(folder, 'checkpoints', last.folder);
  return {
    weights: await sha256(join(checkpoint, 'model.safetensors')),
    optimizer: await sha256(join(checkpoint, 'optimizer.safetensors')),
    averages: await sha256(join(checkpoint, 'extensions.safetensors')),
    state: await sha256(join(checkpoint, 'state.json')),
    metrics: await sha256(join(folder, 'metrics.ndjson')),
    csv: await sha256(join(folder, 'metrics.csv')),
    config: await sha256(join(folder, 'config.resolved.json')),
  };
}

/** Kill the run without warning once it has passed `step`, wherever it is then. */
async function killAfter(cwd: string, step: number): Promise<void> {
  const { child, finished } = startCli(TRAIN, { cwd });
  const wanted = `step-${String(step).padStart(8, '0')}`;
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline && child.exitCode === null) {
    const checkpoints = existsSync(join(cwd, 'runs')) ? join(await runFolder(cwd), 'checkpoints') : '';
    if (checkpoints !== '' && existsSync(checkpoints)) {
      const present = await readdir(checkpoints);
      if (present.some((name) => /^step-\d+$/.test(name) && name >= wanted)) break;
    }
    await sleep(5);
  }
  // A little later still, so that kills also land between and inside checkpoint writes.
  await sleep(Math.floor(Math.random() * 40));
  child.kill('SIGKILL');
  const { signal } = await finished;
  expect(signal, 'the run ended before it could be killed').to.equal('SIGKILL');
}

describe('a killed run', function () {
  this.timeout(180_000);
  let straight: Awaited<ReturnType<typeof scratchFolder>>;
  let killed: Awaited<ReturnType<typeof scratchFolder>>;

  before(async () => {
    straight = await scratchFolder();
    killed = await scratchFolder();
  });

  after(async () => {
    await straight.dispose();
    await killed.dispose();
  });

  it('continues by the same command to the same bits, is evaluated and sampled from', async () => {
    const once = await runCli(TRAIN, { cwd: straight.path });
    expect(once.code, once.stderr).to.equal(0);

    await killAfter(killed.path, 10);
    await killAfter(killed.path, 10 + 10 * Math.ceil(Math.random() * 8));
    const again = await runCli(TRAIN, { cwd: killed.path });
    expect(again.code, again.stderr).to.equal(0);
    expect(again.stderr).to.match(/continuing from step \d+/);
    expect(await fingerprint(await runFolder(killed.path))).to.deep.equal(
      await fingerprint(await runFolder(straight.path)),
    );

    const evaluated = await runCli(['evaluate', '--json'], { cwd: killed.path });
    expect(evaluated.code, evaluated.stderr).to.equal(0);
    const result = JSON.parse(evaluated.stdout) as { loss: number; metrics: Record<string, number> };
    expect(result.loss).to.be.within(1, 5);
    expect(result.metrics['perplexity']).to.be.closeTo(Math.exp(result.loss), 1e-3);

    const averaged = await runCli(['evaluate', '--weights', 'ema', '--json'], { cwd: killed.path });
    expect(averaged.code, averaged.stderr).to.equal(0);
    const other = JSON.parse(averaged.stdout) as { loss: number; weights: string };
    expect(other.weights).to.equal('std/ema');
    expect(other.loss).to.be.within(1, 5).and.not.equal(result.loss);

    const generated = await runCli(
      ['generate', '--prompt', 'The whale', '--max-new-tokens', '40', '--json'],
      {
        cwd: killed.path,
      },
    );
    expect(generated.code, generated.stderr).to.equal(0);
    const { texts } = JSON.parse(generated.stdout) as { texts: { text: string; newTokens: number }[] };
    expect(texts[0]!.newTokens).to.equal(40);

    const piped = await runCli(['generate', '--prompt', '-', '--max-new-tokens', '5'], {
      cwd: killed.path,
      input: 'The whale\n',
    });
    expect(piped.stdout, piped.stderr).to.match(/^The whale.{5}\n$/s);
  });

  it('says that it is complete when started once more, and changes nothing', async () => {
    const folder = await runFolder(straight.path);
    const before = await fingerprint(folder);
    const again = await runCli(TRAIN, { cwd: straight.path });
    expect(again.code, again.stderr).to.equal(0);
    expect(again.stderr).to.include('complete');
    expect(await fingerprint(folder)).to.deep.equal(before);
  });
});

interface Row {
  readonly step: number;
  readonly split: string;
}

describe('an interrupted run', function () {
  this.timeout(120_000);

  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`saves at ${signal} what it has, exits ${exit}, and continues to the bits of a straight run`, async () => {
      const scratch = await scratchFolder();
      try {
        const train = [...TRAIN, '--set', 'train.steps=400', '--set', 'train.checkpointEvery=150'];
        const { child, finished } = startCli(train, { cwd: scratch.path });
        while (!existsSync(join(scratch.path, 'runs')) && child.exitCode === null) await sleep(5);
        const folder = await runFolder(scratch.path);
        while (!existsSync(join(folder, 'metrics.ndjson')) && child.exitCode === null) await sleep(5);
        child.kill(signal);
        const { code, stderr } = await finished;
        expect(code, stderr).to.equal(exit);
        expect(stderr).to.include(`${signal}: stopping after this step and saving`);
        const record = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as { status: string };
        expect(record.status).to.equal('interrupted');

        // No update is lost: the last one in the records is the one that was saved.
        const last = JSON.parse(await readFile(join(folder, 'checkpoints', 'last.json'), 'utf8')) as {
          readonly folder: string;
        };
        const saved = Number(last.folder.replace('step-', ''));
        const rows = (await readFile(join(folder, 'metrics.ndjson'), 'utf8'))
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Row);
        expect(saved).to.equal(
          Math.max(...rows.filter(({ split }) => split === 'train').map(({ step }) => step)),
        );
        expect(saved).to.be.within(1, 399);

        const again = await runCli(train, { cwd: scratch.path });
        expect(again.code, again.stderr).to.equal(0);
        expect(again.stderr).to.include(`continuing from step ${saved}`);
        const straight = await runCli([...train, '--fresh'], { cwd: scratch.path });
        expect(straight.code, straight.stderr).to.equal(0);
        const folders = (await readdir(join(scratch.path, 'runs'))).map((name) =>
          join(scratch.path, 'runs', name),
        );
        expect(folders).to.have.length(2);
        const [one, two] = await Promise.all(folders.map(fingerprint));
        expect(one).to.deep.equal(two);
      } finally {
        await scratch.dispose();
      }
    });
  }
});
