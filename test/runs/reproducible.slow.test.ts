// The same command gives the same bytes; batch size and order of plugins change nothing.
import { readFile, symlink, writeFile } from 'node:fs/promises';
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

  it('give the same bytes on one thread and on two', async () => {
    const set = [
      'model={use: llama, layers: 2, heads: 4, width: 64, context: 48, dropout: 0.1}',
      'train.batch=6',
    ];
    const [one, two] = await Promise.all(
      ['1', '2'].map(async (threads) =>
        bytesOf(
          (await trainIn({ cwd: await place(), set: [...set, `engine={use: onnx, threads: ${threads}}`] }))
            .folder,
        ),
      ),
    );
    // These name the config, which says how many threads there are.
    for (const name of Object.keys(one!).filter((file) => !/(config\.resolved|state)\.json$/.test(file))) {
      expect(two![name], name).to.equal(one![name]);
    }
  });

  it('give the same bytes whatever the order in which plugins are listed, where theirs is not the same', async () => {
    const extension = (
      id: string,
      setup: string,
    ) => `import { defineExtension, defineOptions } from '@codex-ml/plugin-api';
      export default defineExtension({
        id: '${id}', apiVersion: '^1.0', options: defineOptions({}), setup: ({ ctx }) => { ${setup} },
      });`;
    const append = (id: string) =>
      `ctx.hooks.tap('data.sample', (sample) => ({ ...sample, text: sample.text.slice(0, 4000) + ' ${id}' }));`;
    const run = async (plugins: readonly string[], extensions: string) => {
      const cwd = await place();
      await symlink(join(HOST_ROOT, '..', 'node_modules'), join(cwd, 'node_modules'), 'junction');
      for (const id of ['one', 'two']) await writeFile(join(cwd, `${id}.mjs`), extension(id, append(id)));
      return trainIn({ cwd, plugins, set: [`extensions=[${extensions}]`] });
    };
    const first = await run(['./one.mjs', './two.mjs'], 'one, ema, two');
    const second = await run(['./two.mjs', './one.mjs'], 'two, one, ema');
    const [a, b] = [await bytesOf(first.folder), await bytesOf(second.folder)];
    for (const name of Object.keys(a).filter((file) => !/(config\.resolved|state)\.json$/.test(file))) {
      expect(b[name], name).to.equal(a[name]);
    }
    const averages = (folder: string) =>
      readFile(join(folder, 'checkpoints', 'step-00000012', 'extensions.safetensors'), 'base64');
    expect(await averages(second.folder)).to.equal(await averages(first.folder));
    const record = JSON.parse(await readFile(join(second.folder, 'run.json'), 'utf8')) as {
      readonly hooks: Readonly<Record<string, readonly { readonly plugin: string }[]>>;
    };
    expect(record.hooks['data.sample']!.map(({ plugin }) => plugin)).to.deep.equal([
      'local/one',
      'local/two',
    ]);
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
