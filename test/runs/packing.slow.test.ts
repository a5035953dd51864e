// Runs whose rows hold several samples, or one each: the same numbers straight and resumed, prepared ahead or not, on either engine, in
// batches of any size, and with parts of the text that carry no loss.
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluateModel, openTrainedModel, planTraining } from '@codex-ml/runtime';
import { expect } from 'chai';
import {
  HOST_ROOT,
  makeWorkplace,
  planIn,
  readJson,
  readLines,
  rejection,
  type TrainRequest,
  trainIn,
  type Workplace,
} from './run-in-process.js';

/** 160 samples of 2 to 41 letters. `marks`: which part of them is learned. */
const DATASET = `import { defineDataset, defineOptions, z } from '@codex-ml/plugin-api';
  const sampleOf = (i, marks) => {
    const text = Array.from({ length: 2 + (i * 17) % 40 }, (_, t) => 'abcdefgh'[(i + t * t) % 8]).join('');
    const half = Math.floor(text.length / 2);
    const learn = { all: undefined, half: [[half, text.length]], rarely: i % 4 === 0 ? [[0, text.length]] : [], none: [] }[marks];
    return { id: 'sample:' + i, text, ...(learn === undefined ? {} : { learn }) };
  };
  export default defineDataset({
    id: 'samples', apiVersion: '^1.0',
    options: defineOptions({ marks: z.enum(['all', 'half', 'rarely', 'none']).default('all').describe('what is learned') }),
    create: ({ options: { marks } }) => ({
      shape: 'documents', splits: ['train'],
      async *open() { for (let i = 0; i < 160; i++) yield sampleOf(i, marks); },
      describe: async () => ({ source: 'made up', samples: 160, bytes: 160, sha256: '0'.repeat(64) }),
    }),
  });`;

/** What an extension does, in its \`setup\`. */
const EXTENSIONS = {
  stopper: `ctx.hooks.tap('step.end', ({ step }) => { process.emit('codex-ml-test:step-' + step); });`,
  joiner: `ctx.hooks.tap('model.built', ({ model, ...rest }) => ({ ...rest, model: { ...model, separatesDocuments: false } }));`,
  forgetter: `ctx.hooks.tap('data.batch', (batch) => ({ ...batch, documents: undefined }));`,
};

const DATA = [
  'dataset.use=samples',
  'dataset.split={validation: 0.2}',
  'model.context=24',
  'train.batch=3',
  'data.cache=false',
];
const WEIGHTS = ['model.safetensors', 'optimizer.safetensors', 'state.json'];

interface Row {
  readonly step: number;
  readonly split: string;
  readonly metric: string;
  readonly value: number;
}

describe('a run of packed samples', function () {
  this.timeout(90_000);
  const places: Workplace[] = [];
  after(() => Promise.all(places.map((one) => one.dispose())));

  const request = async (
    set: readonly string[],
    extensions: readonly (keyof typeof EXTENSIONS)[] = [],
  ): Promise<TrainRequest> => {
    const made = await makeWorkplace();
    places.push(made);
    const cwd = made.path;
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(cwd, 'node_modules'), 'junction');
    await writeFile(join(cwd, 'samples.mjs'), DATASET);
    for (const id of extensions) {
      const source = `import { defineExtension, defineOptions } from '@codex-ml/plugin-api';
        export default defineExtension({
          id: '${id}', apiVersion: '^1.0', options: defineOptions({}),
          setup: ({ ctx }) => { ${EXTENSIONS[id]} },
        });`;
      await writeFile(join(cwd, `${id}.mjs`), source);
    }
    return {
      cwd,
      plugins: ['./samples.mjs', ...extensions.map((id) => `./${id}.mjs`)],
      set: [...DATA, `extensions=[${extensions.join(', ')}]`, ...set],
    };
  };
  const train = async (...given: Parameters<typeof request>) => trainIn(await request(...given));

  const bytesOf = async (folder: string): Promise<string[]> => {
    const paths = WEIGHTS.map((name) => join('checkpoints', 'step-00000012', name));
    return Promise.all([...paths, 'metrics.ndjson'].map((path) => readFile(join(folder, path), 'base64')));
  };
  const losses = async (folder: string) =>
    (await readLines<Row>(folder, 'metrics.ndjson'))
      .filter(({ split, metric }) => split === 'train' && metric === 'loss')
      .map(({ value }) => value);
  const evaluate = async (folder: string, batch: number) => {
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
      const { loss, metrics, tokens } = await evaluateModel(opened, { split: 'validation', batch, limit: 0 });
      return { loss, metrics, tokens };
    } finally {
      await opened.close();
    }
  };

  for (const pack of ['documents', 'rows'] as const) {
    describe(`as ${pack}`, () => {
      const set = [`data.pack=${pack}`, 'train.accumulate=2', 'data.shuffle=window', 'data.window=7'];
      let folder: string;
      let bytes: string[];

      before(async () => {
        const trained = await train(set, ['stopper']);
        folder = trained.folder;
        bytes = await bytesOf(folder);
        expect(trained.notices.join('\n')).to.match(
          pack === 'documents'
            ? /train split: \d+ pieces of \d+ documents kept apart in \d+ rows of 24, 9\d\.\d % full/
            : /train split: \d+ rows of a piece each of \d+ samples, up to 24 tokens/,
        );
      });

      it('gives the same bytes stopped and resumed, and with batches prepared when they are needed', async () => {
        const stop = new AbortController();
        const again = await request([...set, 'data.prefetch=2'], ['stopper']);
        process.once('codex-ml-test:step-7' as 'disconnect', () => stop.abort());
        const stopped = await trainIn({ ...again, signal: stop.signal });
        expect(stopped.report).to.include({ status: 'interrupted', step: 7 });
        const resumed = await trainIn(again);
        expect(resumed.report).to.include({ status: 'completed', resumedFrom: 7 });
        const unprepared = await train([...set, 'data.prefetch=0'], ['stopper']);
        // The state names the config, which says how batches are prepared.
        const [model, optimizer, , metrics] = bytes;
        for (const other of [resumed, unprepared]) {
          const [a, b, , c] = await bytesOf(other.folder);
          expect([a, b, c]).to.deep.equal([model, optimizer, metrics]);
        }
      });

      it('is evaluated with the same numbers to the bit for any batch size', async () => {
        const reference = await evaluate(folder, 8);
        expect(reference.tokens).to.be.greaterThan(200);
        expect(await evaluate(folder, 1)).to.deep.equal(reference);
        expect(await evaluate(folder, 5)).to.deep.equal(reference);
      });

      it('follows the eager engine on the compiled one', async () => {
        const eager = await train([...set, 'engine.use=tfjs'], ['stopper']);
        const [expected, actual] = [await losses(eager.folder), await losses(folder)];
        expect(actual).to.have.length(12);
        actual.forEach((loss, i) => {
          expect(loss, `step ${i + 1}`).to.be.closeTo(expected[i]!, 1e-4);
        });
      });
    });
  }

  it('keeps samples apart where they say what is learned, and divides by the weight of the whole update', async () => {
    const marked = ['dataset.marks=half'];
    const whole = await train([...marked, 'train.batch=8', 'train.accumulate=1']);
    const parts = await train([...marked, 'train.batch=2', 'train.accumulate=4']);
    expect(whole.notices.join('\n')).to.include('documents kept apart');
    const [a, b] = [await losses(whole.folder), await losses(parts.folder)];
    expect(a).to.have.length(12);
    a.forEach((loss, i) => {
      expect(b[i], `step ${i + 1}`).to.be.closeTo(loss, 1e-4);
    });
    // Half of each sample at most is learned.
    const rows = await readJson<{ splits: { train: { tokens: number } } }>(
      whole.folder,
      'data.manifest.json',
    );
    const { tokens } = await evaluate(whole.folder, 4);
    expect(tokens).to.be.within(1, rows.splits.train.tokens / 4);
  });

  for (const engine of ['tfjs', 'onnx']) {
    it(`passes over batches in which nothing is learned, without a number that is none (${engine})`, async () => {
      const set = ['dataset.marks=rarely', 'data.pack=stream', 'train.batch=1', `engine.use=${engine}`];
      const { folder, report } = await train(set);
      expect(report.status).to.equal('completed');
      const values = await losses(folder);
      expect(values.every(Number.isFinite)).to.equal(true);
      expect(values.filter((value) => value === 0).length).to.be.within(1, 11);
    });
  }

  it('is refused where nothing is learned, or the model cannot keep samples apart', async () => {
    const nothing = await rejection(train(['dataset.marks=none']));
    expect(nothing).to.include({ code: 'CML4341', title: 'nothing in the `train` split carries loss' });
    const joined = ['data.pack=documents'];
    const expected = {
      code: 'CML4340',
      title: 'model `std/gpt` cannot keep documents apart that share a row',
    };
    expect(await rejection(train(joined, ['joiner']))).to.include(expected);
    expect((await train(['data.pack=rows', 'train.steps=3'], ['joiner'])).report.status).to.equal(
      'completed',
    );
    const forgetful = await rejection(train(joined, ['forgetter']));
    expect(forgetful).to.include({ code: 'CML4342' });
    expect(forgetful.title).to.equal('step 1: a batch lacks `documents` after the taps of `data.batch`');
  });

  it('is planned with the program that it runs', async () => {
    const plan = async (set: readonly string[], extensions: readonly 'joiner'[] = []) => {
      const made = await planIn(await request(['engine.use=onnx', ...set], extensions));
      try {
        return await planTraining(made, {
          measure: set.includes('data.pack=documents'),
          signal: new AbortController().signal,
          print: () => {},
          now: () => new Date(),
        });
      } finally {
        await made.kernel.close();
      }
    };
    const workspace = ({ memory }: Awaited<ReturnType<typeof plan>>) =>
      memory.parts.find(({ name }) => name === 'activations and buffers')!.bytes;
    const stream = await plan([]);
    const documents = await plan(['data.pack=documents']);
    expect(workspace(documents)).to.be.above(workspace(stream));
    expect(documents.measured!.updates).to.be.above(0);
    expect(workspace(await plan(['dataset.marks=half']))).to.equal(workspace(documents));
    expect(await rejection(plan(['dataset.marks=half'], ['joiner']))).to.include({ code: 'CML4340' });
  });
});
