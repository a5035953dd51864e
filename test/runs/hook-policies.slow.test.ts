// What an error in a tap means for a run, and that no tracker can hold one up. The plugins are files beside the config.
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateFromModel } from '@codex-ml/runtime';
import { expect } from 'chai';
import {
  HOST_ROOT,
  makeWorkplace,
  openLast,
  readJson,
  readLines,
  rejection,
  trainIn,
  type Workplace,
} from './run-in-process.js';

interface RecordedError {
  readonly code: string;
  readonly plugin?: string;
  readonly hook?: string;
}

const FORTY = ['train.steps=40', 'train.checkpointEvery=20', 'train.evaluateEvery=20'];

describe('a plugin in a run', function () {
  this.timeout(60_000);
  let place: Workplace;
  beforeEach(async () => {
    place = await makeWorkplace();
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(place.path, 'node_modules'), 'junction');
  });
  afterEach(() => place.dispose());

  /** Write a plugin file and give the request that uses it. */
  async function using(helper: string, body: string, choice: string, ...set: string[]) {
    const source = `import * as api from '@codex-ml/plugin-api';
      export default api.${helper}({ id: 'odd', apiVersion: '^1.0', options: api.defineOptions({}), ${body} });`;
    await writeFile(join(place.path, 'odd.mjs'), source);
    return { cwd: place.path, plugins: ['./odd.mjs'], set: [choice, ...set] };
  }
  const tapping = (hook: string, handler: string, ...set: string[]) =>
    using(
      'defineExtension',
      `setup: ({ ctx }) => ctx.hooks.tap('${hook}', ${handler})`,
      'extensions=[odd]',
      ...set,
    );

  it('whose observing tap throws is heard three times, then switched off, and the run says so', async () => {
    const throwing = await tapping(
      'step.end',
      "({ step }) => { throw new RangeError('no luck at ' + step) }",
    );
    const { report, folder } = await trainIn(throwing);
    expect(report).to.include({ status: 'completed', step: 12 });
    const line =
      'plugin `local/odd` failed 3 times on hook `step.end`; this tap is disabled: ' +
      'plugin `local/odd` failed in hook `step.end`: no luck at 3';
    expect(report.notices).to.include(line);
    const errors = await readLines<RecordedError>(folder, 'errors.ndjson');
    expect(errors).to.have.length(3);
    for (const error of errors) {
      expect(error).to.include({ code: 'CML3301', plugin: 'local/odd', hook: 'step.end' });
    }
  });

  it('whose async observing tap rejects does not stop the run either', async () => {
    const { report } = await trainIn(
      await tapping('evaluate.end', "async () => { throw new RangeError('no luck') }"),
    );
    expect(report.status).to.equal('completed');
    expect(report.notices.join('\n')).to.include('failed 3 times on hook `evaluate.end`');
  });

  for (const [hook, handler] of [
    ['data.sample', "() => { throw new RangeError('no luck') }"],
    ['data.batch', "() => { throw new RangeError('no luck') }"],
    ['model.built', "async () => { throw new RangeError('no luck') }"],
    ['grads.ready', "() => { throw new RangeError('no luck') }"],
  ] as const) {
    it(`whose transforming tap of ${hook} throws stops the run, which names plugin and hook`, async () => {
      const error = await rejection(trainIn(await tapping(hook, handler)));
      expect(error).to.include({
        code: 'CML3301',
        plugin: 'local/odd',
        hook,
        title: `plugin \`local/odd\` failed in hook \`${hook}\`: no luck`,
      });
    });
  }

  it('whose code after an update throws stops the run, which names plugin and method', async () => {
    const handler = `(payload) => {
      payload.training?.add({ plugin: ctx.id, arrays: [], afterUpdate() { throw new RangeError('no luck') } });
      return payload;
    }`;
    const error = await rejection(trainIn(await tapping('model.built', handler)));
    expect(error).to.include({
      code: 'CML3212',
      plugin: 'local/odd',
      title: 'plugin `local/odd` failed in `afterUpdate`: no luck',
    });
  });

  it('that names an array twice is refused', async () => {
    const handler = `(payload) => {
      const variable = payload.engine.tf.variable(payload.engine.tf.scalar(1), false);
      const arrays = [{ name: 'count', variable }, { name: 'count', variable }];
      payload.training?.add({ plugin: ctx.id, arrays, afterUpdate() {} });
      return payload;
    }`;
    const error = await rejection(trainIn(await tapping('model.built', handler)));
    expect(error).to.include({ code: 'CML3601', plugin: 'local/odd' });
  });

  it('that adds to training when the step is compiled already is refused, and the run goes on', async () => {
    const setup = `setup: ({ ctx }) => {
      let training;
      ctx.hooks.tap('model.built', (payload) => {
        training = payload.training;
        return payload;
      });
      ctx.hooks.tap('run.start', () => training.add({ plugin: ctx.id, arrays: [], afterUpdate() {} }));
    }`;
    const { report, folder } = await trainIn(await using('defineExtension', setup, 'extensions=[odd]'));
    expect(report.status).to.equal('completed');
    const [error] = await readLines<RecordedError>(folder, 'errors.ndjson');
    expect(error).to.include({ code: 'CML3601', plugin: 'local/odd' });
  });

  it('that returns the fields it knows does not take what newer ones are for from the next', async () => {
    const handler = '({ model, engine }) => ({ model, engine })';
    const request = await tapping('model.built', handler);
    const { folder } = await trainIn({ ...request, set: ['extensions=[odd, ema]'] });
    const manifest = await readJson<{ files: object }>(
      folder,
      'checkpoints',
      'step-00000012',
      'manifest.json',
    );
    expect(manifest.files).to.have.property('extensions.safetensors');
  });

  it('whose guard throws denies every time, and is never switched off', async () => {
    const request = await tapping('generate.prompt', "() => { throw new RangeError('no luck') }");
    const { folder } = await trainIn({ ...request, set: [...request.set, 'train.steps=2'] });
    const opened = await openLast(place, folder);
    try {
      for (let i = 0; i < 5; i++) {
        const error = await rejection(
          generateFromModel(opened, {
            prompts: ['Call me'],
            maxNewTokens: 2,
            temperature: 0,
            topK: 0,
            topP: 1,
            stop: [],
            seed: 1,
          }),
        );
        expect(error).to.include({ code: 'CML7002', plugin: 'local/odd' });
      }
    } finally {
      await opened.close();
    }
  });

  for (const [what, body] of [
    ['never answers', 'log: () => new Promise(() => {})'],
    ['never flushes', 'log() {}, flush: () => new Promise(() => {})'],
    ['never closes', 'log() {}, close: () => new Promise(() => {})'],
  ] as const) {
    it(`that is a tracker and ${what} cannot hold up a step or the end of the run`, async () => {
      const create = `create: () => ({ async flush() {}, async close() {}, ${body} })`;
      const request = await using('defineTracker', create, 'trackers=[ndjson, odd]', ...FORTY);
      const start = performance.now();
      const { report, folder } = await trainIn({ ...request, trackerPatienceMs: 300 });
      const taken = performance.now() - start;
      expect(report).to.include({ status: 'completed', step: 40 });
      const lines = report.notices.filter((line) => line.includes('local/odd'));
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(
        /^tracker `local\/odd` failed to (flush|close): no answer within 300 ms; it is disabled$/,
      );
      // One patience for each of 40 steps would be 12 seconds.
      expect(taken).to.be.below(8000);
      const rows = await readLines<{ step: number }>(folder, 'metrics.ndjson');
      expect(rows.at(-1)!.step).to.equal(40);
    });
  }
});
