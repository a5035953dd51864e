// The same command gives the same bytes; batch size and order of plugins change nothing.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluateModel, openTrainedModel } from '@codex-ml/runtime';
import { expect } from 'chai';
import { HOST_ROOT, makeWorkplace, readLines, trainIn, type Workplace } from './run-in-process.js';

const FILES = ['metrics.ndjson', 'metrics.csv', 'config.resolved.json', 'data.manifest.json'];
const ARRAYS = ['model.safetensors', 'optimizer.safetensors', 'state.json', 'tokenizer.json', 'config.json'];

async function bytesOf(folder: string, step = 12): Promise<Record<string, string>> {
  const checkpoint = join('checkpoints', `step-${String(step).padStart(8, '0')}`);
  const names = [...FILES, ...ARRAYS.map((name) => join(checkpoint, name))];
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'base64')));
  return Object.fromEntries(names.map((name, i) => [name, contents[i]!]));
}

interface Row {
  readonly step: number;
  readonly split: string;
  readonly metric: string;
  readonly value: number;
}

describe('two identical runs', function () {
  this.timeout(60_000);
  const places: Workplace[] = [];
  const place = async () => {
    const made = await makeWorkplace();
    places.push(made);
    return made.path;
  };
  after(() => Promise.all(places.map((one) => one.dispose())));

  for (const model of ['gpt', 'llama']) {
    it(`give the same bytes: metrics, weights and optimizer state (${model})`, async () => {
      const set = [`model.use=${model}`, 'model.dropout=0.1', 'train.accumulate=2'];
      const first = await trainIn({ cwd: await place(), set });
      const second = await trainIn({ cwd: await place(), set });
      expect(await bytesOf(first.folder)).to.deep.equal(await bytesOf(second.folder));
    });
  }

  it('give the same numbers whatever the order of metrics and trackers', async () => {
    const first = await trainIn({ cwd: await place(), set: ['metrics=[perplexity, token-accuracy]'] });
    const second = await trainIn({
      cwd: await place(),
      set: ['metrics=[token-accuracy, perplexity]', 'trackers=[csv, ndjson]'],
    });
    const sorted = async (folder: string) =>
      (await readLines<Row>(folder, 'metrics.ndjson')).map((row) => JSON.stringify(row)).sort();
    expect(await sorted(first.folder)).to.deep.equal(await sorted(second.folder));
  });

  it('differ when the seed differs', async () => {
    const first = await trainIn({ cwd: await place() });
    const second = await trainIn({ cwd: await place(), set: ['run.seed=1'] });
    const losses = async (folder: string) =>
      (await readLines<Row>(folder, 'metrics.ndjson')).map(({ value }) => value);
    expect(await losses(first.folder)).to.not.deep.equal(await losses(second.folder));
  });

  it('an update over micro-batches equals one over the whole batch, up to rounding', async () => {
    const whole = await trainIn({ cwd: await place(), set: ['train.batch=8', 'train.accumulate=1'] });
    const parts = await trainIn({ cwd: await place(), set: ['train.batch=2', 'train.accumulate=4'] });
    const losses = async (folder: string) =>
      (await readLines<Row>(folder, 'metrics.ndjson')).filter(
        (row) => row.split === 'train' && row.metric === 'loss',
      );
    const [a, b] = [await losses(whole.folder), await losses(parts.folder)];
    expect(a).to.have.length(12);
    a.forEach((row, i) => {
      expect(b[i]!.value).to.be.closeTo(row.value, 1e-4);
    });
  });

  it('evaluation gives the same number to the bit for any batch size', async () => {
    const { folder } = await trainIn({ cwd: await place() });
    const evaluate = async (batch: number) => {
      const opened = await openTrainedModel({
        folder,
        checkpoint: 'last',
        cwd: folder,
        hostRoot: HOST_ROOT,
        signal: new AbortController().signal,
        print: () => {},
        now: () => new Date(),
      });
      try {
        const { loss, metrics, tokens } = await evaluateModel(opened, {
          split: 'validation',
          batch,
          limit: 0,
        });
        return { loss, metrics, tokens };
      } finally {
        await opened.close();
      }
    };
    const reference = await evaluate(8);
    expect(reference.tokens).to.be.greaterThan(1000);
    expect(await evaluate(1)).to.deep.equal(reference);
    expect(await evaluate(37)).to.deep.equal(reference);
  });
});
