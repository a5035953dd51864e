// Averaged weights: they follow training, survive a resume to the byte, and are used where they are asked for.
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { evaluateModel, generateFromModel, type OpenModelRequest, openTrainedModel } from '@codex-ml/runtime';
import { readSafetensors } from '@codex-ml/runtime/checkpoint';
import { expect } from 'chai';
import { HOST_ROOT, makeWorkplace, readLines, rejection, trainIn, type Workplace } from './run-in-process.js';

const EMA = 'extensions=[{use: ema, decay: 0.9, warmup: false}]';
const FILES = ['model.safetensors', 'optimizer.safetensors', 'extensions.safetensors', 'state.json'];

/** Says when an update is done, so that a run can be stopped after an exact one. */
const STOPPER = `import { defineExtension, defineOptions } from '@codex-ml/plugin-api';
  export default defineExtension({
    id: 'stopper', apiVersion: '^1.0', options: defineOptions({}),
    setup: ({ ctx }) => ctx.hooks.tap('step.end', ({ step }) => {
      process.emit('codex-ml-test:step-' + step);
    }),
  });`;

const checkpointOf = (folder: string, step: number) =>
  join(folder, 'checkpoints', `step-${String(step).padStart(8, '0')}`);

async function bytesOf(folder: string): Promise<Record<string, string>> {
  const paths = [
    ...FILES.map((name) => join(checkpointOf(folder, 12), name)),
    join(folder, 'metrics.ndjson'),
  ];
  const contents = await Promise.all(
    paths.map(async (path) => [basename(path), await readFile(path, 'base64')]),
  );
  return Object.fromEntries(contents) as Record<string, string>;
}

describe('a run with averaged weights', function () {
  this.timeout(60_000);
  const places: Workplace[] = [];
  const place = async () => {
    const made = await makeWorkplace();
    places.push(made);
    return made.path;
  };
  after(() => Promise.all(places.map((one) => one.dispose())));

  const open = (folder: string, weights?: string, more: Partial<OpenModelRequest> = {}) =>
    openTrainedModel({
      folder,
      checkpoint: 'last',
      weights,
      cwd: folder,
      hostRoot: HOST_ROOT,
      signal: new AbortController().signal,
      print: () => {},
      now: () => new Date(),
      ...more,
    });
  const arraysOf = async (folder: string, file: string, step = 12) =>
    (await readSafetensors(join(checkpointOf(folder, step), file), file)).tensors;

  it('trains the same weights as one without, and keeps their average over the updates', async () => {
    const set = ['train.steps=3', 'train.checkpointEvery=1', 'train.keepCheckpoints=9'];
    const plain = await trainIn({ cwd: await place(), set });
    const averaged = await trainIn({ cwd: await place(), set: [...set, EMA] });
    expect(await arraysOf(averaged.folder, 'model.safetensors', 3)).to.deep.equal(
      await arraysOf(plain.folder, 'model.safetensors', 3),
    );
    // The average of a run that is known step by step, worked out in double precision.
    const steps = await Promise.all(
      [1, 2, 3].map((step) => arraysOf(averaged.folder, 'model.safetensors', step)),
    );
    const kept = await Promise.all(
      [1, 2, 3].map((step) => arraysOf(averaged.folder, 'extensions.safetensors', step)),
    );
    for (const name of Object.keys(steps[0]!)) {
      const key = `std/ema/weights/${name}`;
      for (const i of [1, 2]) {
        const [before, after] = [kept[i - 1]![key]!.data, kept[i]![key]!.data];
        const now = steps[i]![name]!.data;
        const worst = Math.max(
          ...Array.from(after, (value, at) => Math.abs(value - (0.9 * before[at]! + 0.1 * now[at]!))),
        );
        expect(worst, `${name} after ${i + 1} updates`).to.be.below(1e-6);
      }
    }
    expect(Array.from(kept[2]!['std/ema/updates']!.data)).to.deep.equal([3]);
  });

  for (const [what, set] of [
    ['eager', ['engine.use=tfjs', 'train.accumulate=2', 'model.dropout=0.1']],
    ['compiled', ['engine.use=onnx']],
  ] as const) {
    it(`gives the same bytes stopped and resumed as straight through (${what})`, async () => {
      const request = async () => {
        const cwd = await place();
        await symlink(join(HOST_ROOT, '..', 'node_modules'), join(cwd, 'node_modules'), 'junction');
        await writeFile(join(cwd, 'stopper.mjs'), STOPPER);
        return {
          cwd,
          plugins: ['./stopper.mjs'],
          set: ['extensions=[{use: ema, decay: 0.9}, stopper]', ...set],
        };
      };
      const straight = await trainIn(await request());
      const stop = new AbortController();
      const again = await request();
      process.once('codex-ml-test:step-7' as 'disconnect', () => stop.abort());
      const stopped = await trainIn({ ...again, signal: stop.signal });
      expect(stopped.report).to.include({ status: 'interrupted', step: 7 });
      const resumed = await trainIn(again);
      expect(resumed.report).to.include({ status: 'completed', resumedFrom: 7 });
      expect(await bytesOf(resumed.folder)).to.deep.equal(await bytesOf(straight.folder));
    });
  }

  it('evaluates and generates with either kind of weights, and says which', async () => {
    const { folder } = await trainIn({ cwd: await place(), set: [EMA] });
    const score = async (weights?: string) => {
      const opened = await open(folder, weights);
      try {
        const {
          loss,
          weights: used,
          file,
        } = await evaluateModel(opened, { split: 'validation', batch: 8, limit: 2 });
        const [first] = await generateFromModel(opened, {
          prompts: ['Call'],
          maxNewTokens: 20,
          temperature: 0,
          topK: 0,
          topP: 1,
          stop: [],
          seed: 1,
        });
        return { loss, used, file, text: first!.text };
      } finally {
        await opened.close();
      }
    };
    const [own, averaged] = [await score(), await score('ema')];
    expect(own.used).to.equal(null);
    expect(averaged.used).to.equal('std/ema');
    expect(averaged.loss).to.not.equal(own.loss);
    expect(averaged.file).to.not.equal(own.file);
    expect(await score('std/ema')).to.deep.equal(averaged);
  });

  it('validates the averages as it trains, unless told otherwise, and trains the same weights either way', async () => {
    const set = ['train.evaluateBatches=0', 'train.evaluateEvery=4'];
    const averaged = await trainIn({ cwd: await place(), set: [...set, EMA] });
    const own = await trainIn({
      cwd: await place(),
      set: [...set, 'extensions=[{use: ema, decay: 0.9, warmup: false, validate: false}]'],
    });
    for (const file of ['model.safetensors', 'extensions.safetensors']) {
      expect(await arraysOf(averaged.folder, file)).to.deep.equal(await arraysOf(own.folder, file));
    }
    const scoreOf = async (folder: string, weights?: string) => {
      const opened = await open(folder, weights);
      try {
        return (await evaluateModel(opened, { split: 'validation', batch: 8, limit: 0 })).loss;
      } finally {
        await opened.close();
      }
    };
    expect(averaged.report.validation!['loss']).to.equal(await scoreOf(averaged.folder, 'ema'));
    expect(own.report.validation!['loss']).to.equal(await scoreOf(own.folder));
    expect(averaged.report.validation!['loss']).not.to.equal(own.report.validation!['loss']);
    expect([averaged.report.validationWeights, own.report.validationWeights]).to.deep.equal([
      'std/ema',
      null,
    ]);
    expect(averaged.notices).to.contain('validation scores the weights of `std/ema`');
  });

  it('chooses the best checkpoint by the averages, and says so to who takes it without them', async () => {
    // Weights that jump: their average is of another step than they are.
    const set = [
      'optimizer.lr=0.3',
      'train.evaluateEvery=1',
      'train.keepCheckpoints=20',
      'train.checkpointEvery=1',
    ];
    const { folder, report } = await trainIn({ cwd: await place(), set: [...set, EMA] });
    const losses: number[] = [];
    for (let step = 1; step <= 12; step++) {
      const rows = await readLines<{ step: number; split: string; metric: string; value: number }>(
        folder,
        'metrics.ndjson',
      );
      losses.push(
        rows.find((row) => row.step === step && row.split === 'validation' && row.metric === 'loss')!.value,
      );
    }
    expect(report.best).to.deep.include({
      value: Math.min(...losses),
      step: losses.indexOf(Math.min(...losses)) + 1,
    });
    const said: string[] = [];
    for (const weights of [undefined, 'ema']) {
      const opened = await open(folder, weights, { checkpoint: 'best', print: (line) => said.push(line) });
      expect(opened.step).to.equal(report.best!.step);
      await opened.close();
    }
    expect(said).to.deep.equal([
      "the best checkpoint was chosen by the weights of `std/ema`: `--weights std/ema` takes them in place of the model's own",
    ]);
  });

  it('is told where there are no such weights, and which there are', async () => {
    const { folder } = await trainIn({ cwd: await place(), set: [EMA, 'train.steps=2'] });
    const error = await rejection(open(folder, 'emma'));
    expect(error).to.deep.include({ code: 'CML3602', hints: ['it keeps weights of `std/ema`'] });
  });
});
