// What `train --plan` promises is what a run then takes, and `train --profile` changes nothing but the time.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanReport, ProfileReport, TrainReport } from '@codex-ml/runtime';
import { expect } from 'chai';
import { runCli, scratchFolder } from './cli-process.js';

/** The plan's memory may be this many times too much or too little. */
const MEMORY_FACTOR = 1.5;
/** And its time, on a machine that does other things meanwhile. */
const TIME_FACTOR = 3;

const SIZES = {
  gpt: ['model.use=gpt', 'model.layers=3', 'model.heads=4', 'model.width=128', 'model.context=128'],
  llama: ['model.use=llama', 'model.layers=3', 'model.heads=4', 'model.width=128', 'model.context=128'],
};

async function inFolder(
  use: (run: (...args: readonly string[]) => Promise<string>, cwd: string) => Promise<void>,
): Promise<void> {
  const folder = await scratchFolder();
  try {
    await use(async (...args) => {
      const { code, stdout, stderr } = await runCli(args, { cwd: folder.path });
      expect(code, stderr).to.equal(0);
      return stdout;
    }, folder.path);
  } finally {
    await folder.dispose();
  }
}

function settings(values: readonly string[]): string[] {
  return values.flatMap((value) => ['--set', value]);
}

async function runFolder(cwd: string): Promise<string> {
  // Earlier runs that were moved aside have longer names.
  const [name] = (await readdir(join(cwd, 'runs'))).sort((a, b) => a.length - b.length);
  return join(cwd, 'runs', name!);
}

function isWithin(ratio: number, factor: number): boolean {
  return ratio >= 1 / factor && ratio <= factor;
}

/** Tokens per second of the steps after those that warm up. */
async function medianRate(folder: string): Promise<number> {
  const lines = (await readFile(join(folder, 'timings.ndjson'), 'utf8')).trim().split('\n');
  const rates = lines
    .map((line) => JSON.parse(line) as { metric: string; step: number; value: number })
    .filter(({ metric, step }) => metric === 'tokens_per_second' && step > 4)
    .map(({ value }) => value);
  expect(rates).to.have.lengthOf(8);
  return rates.sort((a, b) => a - b)[4]!;
}

/** Evaluations, checkpoints and disk as the run then had them. */
async function checkTotals(plan: PlanReport, folder: string): Promise<void> {
  const { time, disk, evaluation } = plan;
  const [updates, evaluations, checkpoints] = time.parts;
  expect(updates).to.include({ name: 'updates', count: 12, secondsEach: time.secondsPerStep });
  // Steps 0, 10 and 12; any of the latter two may be the best.
  expect(evaluations).to.include({ name: 'evaluations', count: 3 });
  expect(checkpoints).to.include({ name: 'checkpoints', count: 2 });
  expect(evaluation).to.deep.equal({ rows: 12 });
  const sum = time.parts.reduce((total, { count, secondsEach }) => total + count * secondsEach!, 0);
  expect(time.seconds).to.be.closeTo(sum, 1e-9);
  const saved = join(folder, 'checkpoints', 'step-00000012');
  const sizes = await Promise.all(
    (await readdir(saved)).map(async (file) => (await stat(join(saved, file))).size),
  );
  const bytes = sizes.reduce((total, size) => total + size, 0);
  expect(disk.checkpointBytes / bytes).to.be.within(0.95, 1.05);
  expect(disk).to.include({ checkpoints: 2, bytes: 2 * disk.checkpointBytes });
  expect(disk.available).to.be.greaterThan(0);
}

describe('train --plan', function () {
  this.timeout(240_000);

  for (const model of ['gpt', 'llama'] as const) {
    it(`tells of ${model} what a run of it then has, on std/onnx`, async () => {
      await inFolder(async (run, cwd) => {
        const config = [
          ...settings([...SIZES[model], 'engine.use=onnx', 'train.batch=12', 'train.steps=12']),
          ...settings(['train.evaluateBatches=1', 'train.logEvery=1', 'trackers=[ndjson]']),
        ];
        const makePlan = async () =>
          JSON.parse(await run('train', '--preset', 'std/tiny', '--plan', '--json', ...config)) as PlanReport;
        const train = async () =>
          JSON.parse(
            await run('train', '--preset', 'std/tiny', '--fresh', '--json', ...config),
          ) as TrainReport;
        const plan = await makePlan();
        expect(await readdir(cwd), 'a plan leaves nothing').to.deep.equal([]);
        const report = await train();

        expect(plan.parameters.total).to.equal(report.parameters);
        expect(plan.model.vocabularySize).to.equal(report.vocabularySize);
        expect(plan.tokens).to.equal(report.tokens);

        const measured = report.memory!.peakResidentBytes;
        expect(plan.memory.bytes / measured).to.be.within(1 / MEMORY_FACTOR, MEMORY_FACTOR);
        expect(plan.time.basis).to.equal('measured');
        const folder = await runFolder(cwd);
        let ratio = (plan.time.tokensPerSecond ?? 0) / (await medianRate(folder));
        // One of the two may have been without a core for most of the time.
        for (let again = 0; again < 2 && !isWithin(ratio, TIME_FACTOR); again++) {
          const { time } = await makePlan();
          await train();
          ratio = (time.tokensPerSecond ?? 0) / (await medianRate(folder));
        }
        expect(ratio).to.be.within(1 / TIME_FACTOR, TIME_FACTOR);
        await checkTotals(plan, folder);
      });
    });
  }

  it('counts the arithmetic of gpt as one does by hand, and the engine’s program does little more', async () => {
    await inFolder(async (run) => {
      const args = ['train', '--preset', 'std/tiny', '--plan', '--json'];
      const plan = JSON.parse(
        await run(...args, ...settings([...SIZES.gpt, 'engine.use=onnx', 'train.batch=2'])),
      ) as PlanReport;
      const [layers, width, context] = [3, 128, 128];
      const weights = 12 * layers * width * width + plan.model.vocabularySize * width;
      const perToken = 6 * weights + 12 * layers * width * context;
      expect(plan.tokensPerStep).to.equal(2 * context);
      expect(plan.flops.perStep).to.equal(plan.tokensPerStep * perToken);
      expect(plan.flops.forward * 2).to.equal(plan.flops.backward);
      // A causal kernel may leave out up to half of attention; sums written as products come on top.
      expect(plan.flops.program).to.be.within(
        plan.flops.perStep - plan.flops.attention / 2,
        1.02 * plan.flops.perStep,
      );
    });
  });

  it('continues two small updates to the batch where the engine cannot tell', async () => {
    await inFolder(async (run) => {
      const plan = await run(
        ...['train', '--preset', 'std/tiny', '--plan', '--measure', '--json', '--set', 'engine.use=tfjs'],
      );
      const { memory, measured, time, flops } = JSON.parse(plan) as PlanReport;
      expect(flops.program).to.equal(null);
      expect(time.basis).to.equal('measured');
      const arrays = ['weights', 'optimizer state', 'gradients', 'activations and buffers'];
      const bytes = memory.parts.reduce(
        (sum, part) => sum + (arrays.includes(part.name) ? part.bytes : 0),
        0,
      );
      expect(bytes / measured!.enginePeakBytes).to.be.within(0.9, 1.1);
    });
  });

  it('looks at a model that no machine could hold', async () => {
    await inFolder(async (run) => {
      const sizes = ['model.layers=64', 'model.heads=24', 'model.width=3072', 'engine.use=onnx'];
      const json = await run(
        ...['train', '--preset', 'std/tiny', '--plan', '--measure', '--json'],
        ...settings(sizes),
      );
      const { parameters, memory, time, measured, notices } = JSON.parse(json) as PlanReport;
      expect(parameters.total).to.be.within(7.25e9, 7.26e9);
      expect(memory.bytes).to.be.greaterThan(1.16e11);
      expect(time).to.include({ basis: 'estimated' });
      expect(time.method).to.match(
        /^the \d+ different ones of the \d{4} parts of an update, each timed at full size/,
      );
      expect(time.secondsPerStep).to.be.greaterThan(1);
      expect(measured).to.equal(null);
      expect(notices).to.include('no real updates were run: they need more memory than is free');
    });
  });
});

describe('train --profile', function () {
  this.timeout(120_000);

  for (const engine of ['onnx', 'tfjs']) {
    it(`writes where the time went on std/${engine}, and changes no result`, async () => {
      const results: string[] = [];
      for (const profile of [[], ['--profile', '3']]) {
        await inFolder(async (run, cwd) => {
          const text = await run(
            ...[
              'train',
              '--preset',
              'std/tiny',
              '--set',
              `engine.use=${engine}`,
              '--set',
              'trackers=[ndjson]',
            ],
            ...profile,
          );
          const folder = await runFolder(cwd);
          results.push(await readFile(join(folder, 'metrics.ndjson'), 'utf8'));
          const checkpoint = join(folder, 'checkpoints', 'step-00000020', 'manifest.json');
          results.push(JSON.stringify(JSON.parse(await readFile(checkpoint, 'utf8')).files));
          if (profile.length === 0) {
            expect(await readdir(folder)).to.not.include('artifacts/profile');
            return;
          }
          expect(text).to.match(/OPERATOR +MS\/STEP +SHARE +CALLS\/STEP +GFLOP\/S +BYTES\/STEP/);
          expect(text).to.match(/model FLOPs utilisation: [\d.]+ %/);
          const files = join(folder, 'artifacts', 'profile');
          expect((await readdir(files)).sort()).to.deep.equal(['operators.json', 'trace.json']);
          checkProfile(JSON.parse(await readFile(join(files, 'operators.json'), 'utf8')) as ProfileReport);
          const trace = JSON.parse(await readFile(join(files, 'trace.json'), 'utf8')) as {
            traceEvents: { ph: string; cat?: string }[];
          };
          expect(trace.traceEvents.filter(({ cat }) => cat === 'run')).to.have.lengthOf(3);
          expect(trace.traceEvents.filter(({ cat }) => cat === 'operator').length).to.be.greaterThan(100);
        });
      }
      expect(results.slice(2)).to.deep.equal(results.slice(0, 2));
    });
  }

  it('says so where the run ends before the steps that were to be profiled', async () => {
    await inFolder(async (run) => {
      const plan = ['train', '--preset', 'std/tiny', '--set', 'engine.use=onnx', '--set', 'train.steps=2'];
      // Fewer steps than asked for: those are profiled that there are.
      expect(await run(...plan, '--profile', '50')).to.contain('profile of steps 1 to 2');
    });
  });
});

function checkProfile({ steps, operators, modules, outsideMilliseconds, utilisation }: ProfileReport): void {
  expect(steps).to.include({ first: 6, last: 8, warmUp: 5 });
  const total = 1000 * 3 * steps.secondsEach;
  const inside = operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  expect(inside + outsideMilliseconds).to.be.closeTo(total, 0.01 * total);
  expect(
    operators.some(({ flops, gigaflopsPerSecond }) => flops !== null && gigaflopsPerSecond! > 0),
  ).to.equal(true);
  expect(modules.map(({ name }) => name)).to.include('blocks.0.mlp.up');
  expect(utilisation.share).to.be.within(0, 1);
  expect(utilisation.modelFlopsPerSecond / utilisation.peakFlopsPerSecond).to.be.closeTo(
    utilisation.share,
    1e-9,
  );
}
