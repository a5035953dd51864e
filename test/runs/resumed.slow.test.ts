// A run that is stopped and continued, on the default engine, with everything at once that draws, adds up or cuts: the bytes of a straight run.
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { HOST_ROOT, makeWorkplace, type TrainRequest, trainIn, type Workplace } from './run-in-process.js';

/** Says when an update is done, so that a run can be stopped after an exact one. */
const STOPPER = `import { defineExtension, defineOptions } from '@codex-ml/plugin-api';
  export default defineExtension({
    id: 'stopper', apiVersion: '^1.0', options: defineOptions({}),
    setup: ({ ctx }) => ctx.hooks.tap('step.end', ({ step }) => {
      process.emit('codex-ml-test:step-' + step);
    }),
  });`;

/** Documents of 30 to 250 characters. */
const TEXT = Array.from({ length: 300 }, (_, i) =>
  Array.from({ length: 5 + ((i * 7) % 37) }, (_, t) => ['stone', 'a', 'river', 'of'][(i + t * t) % 4]).join(
    ' ',
  ),
).join('\n');

const SETTINGS = [
  'dataset={use: lines, path: text.txt, split: {validation: 0.1}}',
  'tokenizer=char',
  'model.dropout=0.2',
  'train.accumulate=3',
  'train.batch=4',
  'data.shuffle=window',
  'data.window=11',
  'extensions=[stopper]',
];
const FILES = ['model.safetensors', 'optimizer.safetensors', 'state.json'];

describe('a run that is stopped in order and continued', function () {
  this.timeout(60_000);
  const places: Workplace[] = [];
  after(() => Promise.all(places.map((one) => one.dispose())));

  async function request(set: readonly string[]): Promise<TrainRequest> {
    const made = await makeWorkplace();
    places.push(made);
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(made.path, 'node_modules'), 'junction');
    await writeFile(join(made.path, 'stopper.mjs'), STOPPER);
    await writeFile(join(made.path, 'text.txt'), TEXT);
    return { cwd: made.path, plugins: ['./stopper.mjs'], set: [...SETTINGS, ...set] };
  }

  const bytesOf = (folder: string) => {
    const checkpoint = join('checkpoints', 'step-00000012');
    const paths = [...FILES.map((name) => join(checkpoint, name)), 'metrics.ndjson', 'metrics.csv'];
    return Promise.all(paths.map((path) => readFile(join(folder, path), 'base64')));
  };

  for (const model of ['gpt', 'llama']) {
    for (const pack of ['stream', 'documents', 'rows']) {
      it(`gives the same bytes wherever it is stopped: ${model}, packed as ${pack}`, async () => {
        const set = [`model.use=${model}`, `data.pack=${pack}`];
        const straight = await trainIn(await request(set));
        expect(straight.report).to.include({ status: 'completed', step: 12 });
        const again = await request(set);
        // Between two checkpoints, at one, and behind an evaluation.
        for (const [i, step] of [3, 4, 7].entries()) {
          const stop = new AbortController();
          process.once(`codex-ml-test:step-${step}` as 'disconnect', () => stop.abort());
          const stopped = await trainIn({ ...again, signal: stop.signal });
          expect(stopped.report).to.include({ status: 'interrupted', step });
          if (i > 0) expect(stopped.report.resumedFrom).to.equal([3, 4][i - 1]);
        }
        const resumed = await trainIn(again);
        expect(resumed.report).to.include({ status: 'completed', resumedFrom: 7 });
        expect(await bytesOf(resumed.folder)).to.deep.equal(await bytesOf(straight.folder));
      });
    }
  }
});
