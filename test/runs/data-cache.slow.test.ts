// Runs with the data cache: what a second run finds again, what makes it start anew, and that results are the same in every way.
import { appendFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluateModel, openTrainedModel } from '@codex-ml/runtime';
import { expect } from 'chai';
import {
  HOST_ROOT,
  makeWorkplace,
  readJson,
  readLines,
  rejection,
  type Trained,
  type TrainRequest,
  trainIn,
  type Workplace,
} from './run-in-process.js';

interface Row {
  readonly metric: string;
  readonly value: number;
  readonly nature: string;
}

interface Manifest {
  readonly deduplicate: string;
  readonly order: unknown;
  readonly splits: Readonly<
    Record<string, { readonly cache: string | null; readonly duplicates: number | null }>
  >;
}

const DATA = ['dataset={use: jsonl, path: data.jsonl}', 'dataset.split.validation=0.2', 'train.steps=4'];

const MISS = /^tokens of the train split: made anew, as this changed: (.*)$/;

describe('the data cache of runs', function () {
  this.timeout(60_000);
  let place: Workplace;
  beforeEach(async () => {
    place = await makeWorkplace();
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(place.path, 'node_modules'), 'junction');
    const documents = Array.from({ length: 80 }, (_, i) =>
      JSON.stringify({ text: `document ${i % 70} says that the quick brown fox jumps over the lazy dog` }),
    );
    await writeFile(join(place.path, 'data.jsonl'), `${documents.join('\n')}\n`);
  });
  afterEach(() => place.dispose());

  const train = (set: readonly string[] = [], more: Partial<TrainRequest> = {}) =>
    trainIn({ cwd: place.path, set: [...DATA, ...set], fresh: true, ...more });

  /** Everything that a run computed. */
  async function resultsOf({ folder }: Trained): Promise<number[]> {
    const rows = await readLines<Row>(folder, 'metrics.ndjson');
    return rows.filter(({ nature }) => nature === 'result').map(({ value }) => value);
  }

  const linesOf = ({ notices }: Trained) =>
    notices.filter((line) => /from the cache|not in|made anew/.test(line));

  it('gives a second run its tokenizer and its tokens, and the same results with and without', async () => {
    const first = await train();
    expect(linesOf(first)).to.deep.equal([
      'tokenizer `std/char`: not in the cache yet',
      'tokens of the train split: not in the cache yet',
      'tokens of the validation split: not in the cache yet',
    ]);
    const second = await train();
    expect(linesOf(second)).to.deep.equal([
      'tokenizer `std/char`: from the cache',
      'tokens of the train split: from the cache',
      'tokens of the validation split: from the cache',
    ]);
    expect(second.report.notices).to.deep.equal([`moved the earlier run to \`${second.report.runId}.1\``]);
    const results = await resultsOf(first);
    expect(await resultsOf(second)).to.deep.equal(results);
    for (const set of [['data.cache=false'], ['data.prefetch=0'], ['data.prefetch=5']]) {
      expect(await resultsOf(await train(set)), set[0]).to.deep.equal(results);
    }
    const { splits } = await readJson<Manifest>(second.folder, 'data.manifest.json');
    for (const { cache } of Object.values(splits)) {
      expect(await readdir(join(place.path, '.codex-ml/cache/tokens'))).to.include(cache);
    }
  });

  it('serves evaluation and a run that continues', async () => {
    const controller = new AbortController();
    const { folder } = await train();
    const opened = await openTrainedModel({
      folder,
      checkpoint: 'last',
      cwd: place.path,
      hostRoot: HOST_ROOT,
      signal: controller.signal,
      print: () => undefined,
      now: () => new Date(),
    });
    const before = await evaluateModel(opened, { split: 'validation', batch: 4, limit: 0 });
    await opened.close();
    expect(before.complete).to.equal(true);
    const manifest = await readJson<Manifest>(folder, before.file.replace('.json', '.data.manifest.json'));
    const { splits } = await readJson<Manifest>(folder, 'data.manifest.json');
    expect(manifest.splits).to.deep.equal({ validation: splits['validation'] });
    const [straight, stopped] = [
      await train(['train.steps=9']),
      await train(['train.steps=9', 'run.name=b']),
    ];
    await rm(join(stopped.folder, 'checkpoints', 'step-00000009'), { recursive: true });
    const resumed = await train(['train.steps=9', 'run.name=b'], { fresh: false });
    expect(resumed.notices).to.include('tokens of the train split: from the cache');
    const last = async (trained: Trained) => (await resultsOf(trained)).slice(-4);
    expect(await last(resumed)).to.deep.equal(await last(straight));
  });

  it('starts anew whenever one of the things that shape tokens changes, and says which', async () => {
    const tap = (word: string) =>
      writeFile(
        join(place.path, 'odd.mjs'),
        `import * as api from '@codex-ml/plugin-api';
        export default api.defineExtension({ id: 'odd', apiVersion: '^1.0', options: api.defineOptions({}),
          setup: ({ ctx }) => ctx.hooks.tap('data.sample', (sample) => ({ ...sample, text: sample.text + '${word}' })) });`,
      );
    await tap('!');
    await writeFile(join(place.path, 'chat.jinja'), "{{ messages[0]['content'] }}");
    await train();
    const changes: readonly (readonly [string, string[], Partial<TrainRequest>?])[] = [
      ['the dataset or its options', ['dataset.onError=skip']],
      ['the split', ['dataset.split.validation=0.3']],
      ['the split', ['dataset.split.validation=9']],
      ['the split', ['dataset.split.by=content']],
      ['data.deduplicate', ['data.deduplicate=exact']],
      ['data.loss', ['data.loss=all']],
      ['the chat template', ['data.chatTemplate=chat.jinja']],
      ['the tokenizer', ['tokenizer={use: byte}']],
      ['safety checks', ['safety=[secrets]']],
      ['plugins on `data.sample`', ['extensions=[odd]'], { plugins: ['./odd.mjs'] }],
    ];
    for (const [what, set, more] of changes) {
      const { notices } = await train(set, more);
      const line = notices.map((notice) => MISS.exec(notice)?.[1]).find((found) => found !== undefined);
      // A tokenizer of its own vocabulary comes with other texts.
      expect(line?.split(', '), set[0]).to.include(what);
      expect(linesOf(await train(set, more)).join(), set[0]).to.contain('train split: from the cache');
    }
    await tap('?');
    const other = await train(['extensions=[odd]'], { plugins: ['./odd.mjs'] });
    expect(linesOf(other)[1]).to.contain('plugins on `data.sample`');
    await appendFile(join(place.path, 'data.jsonl'), '{"text": "one more document about the fox"}\n');
    expect(MISS.exec(linesOf(await train())[1]!)![1]!.split(', ')).to.include('the text');
  });

  it('is left alone where the config says so, and by a dry run', async () => {
    const { notices } = await train(['data.cache=false']);
    expect(notices.join()).to.not.contain('cache');
    expect(await readdir(place.path)).to.not.include('.codex-ml');
  });

  it('is not used with plugins whose code has no version, and says so', async () => {
    await writeFile(
      join(place.path, 'codex-ml.config.mjs'),
      `import * as api from '@codex-ml/plugin-api';
      const odd = api.defineExtension({ id: 'odd', apiVersion: '^1.0', options: api.defineOptions({}),
        setup: ({ ctx }) => ctx.hooks.tap('data.sample', (sample) => sample) });
      export default { extends: ['std/tiny'], plugins: [odd], extensions: ['odd'] };`,
    );
    const { notices } = await train([], { file: 'codex-ml.config.mjs' });
    expect(notices).to.include('tokens are not kept: the code of `local/odd` has no version to know it by');
    expect(await readdir(place.path)).to.not.include('.codex-ml');
  });

  it('lets a run go on whose source is deleted on the way', async () => {
    await writeFile(
      join(place.path, 'odd.mjs'),
      `import * as api from '@codex-ml/plugin-api';
      import { rmSync } from 'node:fs';
      export default api.defineExtension({ id: 'odd', apiVersion: '^1.0', options: api.defineOptions({}),
        setup: ({ ctx }) => ctx.hooks.tap('run.start', () => rmSync(${JSON.stringify(join(place.path, 'data.jsonl'))})) });`,
    );
    const { report } = await train(['extensions=[odd]'], { plugins: ['./odd.mjs'] });
    expect(report).to.include({ status: 'completed', step: 4 });
    expect(report.validation?.['loss']).to.be.a('number');
  });

  it('names the file where the source is deleted while it is still needed', async () => {
    await writeFile(
      join(place.path, 'odd.mjs'),
      `import * as api from '@codex-ml/plugin-api';
      import { rmSync } from 'node:fs';
      export default api.defineExtension({ id: 'odd', apiVersion: '^1.0', options: api.defineOptions({}),
        setup: ({ ctx }) => ctx.hooks.tap('data.sample', (sample) => {
          rmSync(${JSON.stringify(join(place.path, 'data.jsonl'))}, { force: true });
          return sample;
        }) });`,
    );
    const error = await rejection(train(['extensions=[odd]'], { plugins: ['./odd.mjs'] }));
    expect(error.code).to.match(/^CML4\d\d\d$/);
    expect(error.title).to.contain('data.jsonl');
  });

  it('says in the manifest what was left out and in which order rows come', async () => {
    const { folder } = await train([
      'data.deduplicate=normalized',
      'data.shuffle=window',
      'data.window=16',
      'data.shard={index: 1, total: 2}',
    ]);
    const manifest = await readJson<Manifest>(folder, 'data.manifest.json');
    expect(manifest).to.deep.include({
      deduplicate: 'normalized',
      order: { shuffle: 'window', window: 16, shard: { index: 1, total: 2 } },
    });
    expect(manifest.splits['train']!.duplicates).to.equal(10);
  });
});
