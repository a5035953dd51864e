// An error in a plugin's code is the plugin's: it carries its id and the method, and is never taken for a bug of the host.
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateFromModel } from '@codex-ml/runtime';
import { expect } from 'chai';
import {
  HOST_ROOT,
  makeWorkplace,
  openLast,
  readLines,
  rejection,
  trainIn,
  type Workplace,
} from './run-in-process.js';

const METRIC = `{
  consumes: 'tokens', better: 'lower',
  initial: () => 0, update: (n) => n + 1, merge: (a, b) => a + b, value: (n) => n === 0 ? null : n,
}`;

const MODEL = `({ tf, vocabularySize }) => ({
  architecture: 'faulty', randomInputs: [],
  shape: { vocabularySize, context: 8, layers: 1, heads: 1, kvHeads: 1, width: 4 },
  parameters: [{ name: 'w', decay: false, trainable: true, variable: tf.tidy(() => tf.variable(tf.zeros([2]))) }],
  forward() { throw new RangeError('no luck') },
  createCache() {}, exportConfig: () => ({ model_type: 'faulty' }),
})`;

const TOKENIZER = `() => ({
  vocabularySize: 4, specials: {}, encode() { throw new RangeError('no luck') },
  encodeBatch() { throw new RangeError('no luck') }, decode: () => '', tokenToId() {}, idToToken() {},
  tokenBytes: () => new Uint8Array(1), save: () => ({}),
})`;

const SPEECHLESS = `() => {
  const encode = (text) => {
    const ids = Int32Array.from(text, (character) => character.charCodeAt(0) % 4);
    return { ids, attentionMask: new Uint8Array(ids.length).fill(1) };
  };
  return {
    vocabularySize: 4, specials: {}, encode, encodeBatch: (texts) => texts.map(encode),
    decode() { throw new RangeError('no luck') }, tokenToId() {}, idToToken: (id) => 'abcd'[id],
    tokenBytes: () => new Uint8Array(1), save: () => ({}),
  };
}`;

const MODEL_OF = (logits: string) => `({ tf, vocabularySize }) => {
  const w = tf.tidy(() => tf.variable(tf.ones([vocabularySize, vocabularySize])));
  return {
    architecture: 'faulty', randomInputs: [],
    shape: { vocabularySize, context: 8, layers: 1, heads: 1, kvHeads: 1, width: 4 },
    parameters: [{ name: 'w', decay: false, trainable: true, variable: w }],
    forward: (ids) => ${logits}, createCache() {}, exportConfig: () => ({ model_type: 'faulty' }),
  };
}`;

const DATASET = (
  samples: string,
  description = "{ source: 'nowhere', samples: 1, bytes: 9, sha256: '0'.repeat(64) }",
) =>
  `create: () => ({
    shape: 'documents', splits: ['train'],
    async *open() { ${samples} },
    describe: async () => (${description}),
  })`;

describe('an error in the code of', function () {
  this.timeout(60_000);
  let place: Workplace;
  beforeEach(async () => {
    place = await makeWorkplace();
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(place.path, 'node_modules'), 'junction');
  });
  afterEach(() => place.dispose());

  async function train(helper: string, body: string, ...set: string[]) {
    const source = `import * as api from '@codex-ml/plugin-api';
      export default api.${helper}({
        id: 'faulty', apiVersion: '^1.0', options: api.defineOptions({}), ${body}
      });`;
    await writeFile(join(place.path, 'faulty.mjs'), source);
    return trainIn({ cwd: place.path, plugins: ['./faulty.mjs'], set: ['train.steps=2', ...set] });
  }

  for (const [what, helper, body, choice, method] of [
    [
      'a metric that is created',
      'defineMetric',
      "create() { throw new RangeError('no luck') }",
      'metrics=[faulty]',
      'create',
    ],
    [
      'a metric that is updated',
      'defineMetric',
      `create: () => ({ ...${METRIC}, update() { throw new RangeError('no luck') } })`,
      'metrics=[faulty]',
      'update',
    ],
    [
      'a schedule',
      'defineSchedule',
      "create: () => ({ factor() { throw new RangeError('no luck') } })",
      'schedule=faulty',
      'factor',
    ],
    [
      'a dataset in the middle of its samples',
      'defineDataset',
      `create: () => ({
        shape: 'documents', splits: ['train'],
        async *open() { yield { id: 'one', text: 'some text' }; throw new RangeError('no luck') },
        describe: async () => ({ source: 'nowhere', samples: 1, bytes: 9, sha256: '0'.repeat(64) }),
      })`,
      'dataset=faulty',
      'open',
    ],
    [
      'a tokenizer that is trained',
      'defineTokenizer',
      "train() { throw new RangeError('no luck') }, load() { throw new RangeError('no luck') }",
      'tokenizer=faulty',
      'train',
    ],
    [
      'an optimizer that updates',
      'defineOptimizer',
      "create: () => ({ learningRate: 0.1, state: [], scalars: () => ({}), update() { throw new RangeError('no luck') } })",
      'optimizer=faulty',
      'update',
    ],
    [
      'an optimizer that is asked for its scalars',
      'defineOptimizer',
      "create: () => ({ learningRate: 0.1, state: [], scalars() { throw new RangeError('no luck') }, update() {} })",
      'optimizer=faulty',
      'scalars',
    ],
    ['a model in its forward pass', 'defineModel', `create: ${MODEL}`, 'model=faulty', 'forward'],
    [
      'a tokenizer that encodes',
      'defineTokenizer',
      `train: ${TOKENIZER}, load: ${TOKENIZER}`,
      'tokenizer=faulty',
      'encode',
    ],
    [
      'an extension that is set up',
      'defineExtension',
      "async setup() { throw new RangeError('no luck') }",
      'extensions=[faulty]',
      'setup',
    ],
  ] as const) {
    it(`${what} names plugin, method, origin and the line of its code`, async () => {
      const error = await rejection(train(helper, body, choice));
      expect(error).to.include({
        code: 'CML3212',
        plugin: 'local/faulty',
        title: `plugin \`local/faulty\` failed in \`${method}\`: no luck`,
      });
      expect(error.pluginOrigin).to.match(/^\w+ of `.*\/faulty\.mjs`$/);
      expect(error.where?.file).to.match(/faulty\.mjs$/);
      expect((error.cause as Error).stack).to.contain('RangeError: no luck');
    });
  }

  for (const [what, helper, body, choice, during] of [
    [
      'a metric',
      'defineMetric',
      `create: () => ({ ...${METRIC}, update() { throw new RangeError('no luck') } })`,
      'metrics=[faulty]',
      'validation at step 0, rows 1 to 8',
    ],
    [
      'a schedule in a later step',
      'defineSchedule',
      "create: () => ({ factor(step) { if (step === 2) throw new RangeError('no luck'); return 1 } })",
      'schedule=faulty',
      'step 2',
    ],
    [
      'a dataset in the middle of its samples',
      'defineDataset',
      DATASET("yield { id: 'one', text: 'some text' }; throw new RangeError('no luck');"),
      'dataset=faulty',
      'the training of the tokenizer, the train split, after sample `one`',
    ],
    [
      'a tokenizer that encodes',
      'defineTokenizer',
      `train: ${TOKENIZER}, load: ${TOKENIZER}`,
      'tokenizer=faulty',
      'encoding, sample `etymology` of the train split',
    ],
    [
      'an extension that changes samples',
      'defineExtension',
      "setup({ ctx }) { ctx.hooks.tap('data.sample', () => { throw new RangeError('no luck') }) }",
      'extensions=[faulty]',
      'the training of the tokenizer, sample `etymology` of the train split',
    ],
  ] as const) {
    it(`${what} says what was going on`, async () => {
      expect(await rejection(train(helper, body, choice))).to.include({ plugin: 'local/faulty', during });
    });
  }

  for (const [what, helper, body, choice, problem] of [
    [
      'a metric that is none',
      'defineMetric',
      'create() {}',
      'metrics=[faulty]',
      '`create`: expected a metric, received undefined',
    ],
    [
      'an optimizer without state',
      'defineOptimizer',
      'create: () => ({ learningRate: 0.1, scalars: () => ({}), update() {} })',
      'optimizer=faulty',
      '`create`: expected an optimizer with `state`, an array, received undefined',
    ],
    [
      'a metric that updates later',
      'defineMetric',
      `create: () => ({ ...${METRIC}, async update() { throw new RangeError('no luck') } })`,
      'metrics=[faulty]',
      '`update`: expected a value at once, received a promise',
    ],
    [
      'a metric that forgets its state',
      'defineMetric',
      `create: () => ({ ...${METRIC}, update() {} })`,
      'metrics=[faulty]',
      '`update`: expected a state, received undefined',
    ],
    [
      'a schedule that is no number',
      'defineSchedule',
      'create: () => ({ factor: () => Number.NaN })',
      'schedule=faulty',
      '`factor`: expected a finite number, received NaN',
    ],
    [
      'scalars that are no numbers',
      'defineOptimizer',
      "create: () => ({ learningRate: 0.1, state: [], scalars: () => ({ lr: 'high' }), update() {} })",
      'optimizer=faulty',
      '`scalars`: expected `lr` to be a finite number, received "high"',
    ],
    [
      'samples that are none',
      'defineDataset',
      DATASET('yield { id: "one" };'),
      'dataset=faulty',
      '`open`: expected samples with a `text`, a string (sample 1), received undefined',
    ],
    [
      'a description that is none',
      'defineDataset',
      DATASET("yield { id: 'one', text: 'some text' };", 'undefined'),
      'dataset=faulty',
      '`describe`: expected an object, received undefined',
    ],
    [
      'logits of a wrong shape',
      'defineModel',
      `create: ${MODEL_OF('tf.sum(tf.gather(w, ids), -1)')}`,
      'model=faulty',
      '`forward`: expected logits float32 [8, 8, 91], received float32 [8, 8]',
    ],
  ] as const) {
    it(`${what} names what was expected and received`, async () => {
      expect(await rejection(train(helper, body, choice))).to.include({
        code: 'CML3640',
        plugin: 'local/faulty',
        title: `plugin \`local/faulty\`, ${problem}`,
      });
    });
  }

  it('a model that reads a tensor while it is traced names the model and the line', async () => {
    const body = `create: ${MODEL_OF('(tf.gather(w, ids).dataSync(), tf.gather(w, ids))')}`;
    const error = await rejection(train('defineModel', body, 'model=faulty'));
    expect(error).to.include({ code: 'CML5122', plugin: 'local/faulty', during: 'validation at step 0' });
    expect(error.where?.file).to.match(/faulty\.mjs$/);
  });

  it('a gradient that a model wrote itself names the model', async () => {
    const body = `create: ${MODEL_OF("tf.customGrad((x) => ({ value: tf.mul(x, 1), gradFunc() { throw new RangeError('no luck') } }))(tf.gather(w, ids))")}`;
    const error = await rejection(train('defineModel', body, 'model=faulty'));
    expect(error).to.include({ code: 'CML5225', plugin: 'local/faulty', during: 'step 1' });
    expect(error.title).to.contain('no luck');
  });

  it('logits that do not depend on the parameters name the model', async () => {
    const body = `create: ${MODEL_OF('tf.oneHot(ids, vocabularySize, 1, 0, "float32")')}`;
    expect(await rejection(train('defineModel', body, 'model=faulty'))).to.include({
      code: 'CML5225',
      plugin: 'local/faulty',
    });
  });

  it('an extension that wraps the model is found by the stack', async () => {
    const tap =
      "(built) => ({ ...built, model: { ...built.model, forward() { throw new RangeError('no luck') } } })";
    const error = await rejection(
      train(
        'defineExtension',
        `setup({ ctx }) { ctx.hooks.tap('model.built', ${tap}) }`,
        'extensions=[faulty]',
      ),
    );
    expect(error).to.include({ code: 'CML5105', plugin: 'local/faulty', during: 'validation at step 0' });
    expect(error.pluginOrigin).to.match(/^extension of `.*\/faulty\.mjs`$/);
  });

  it('an extension that drops a gradient is named, not the optimizer', async () => {
    const tap = "ctx.hooks.tap('grads.ready', () => ({ gradients: {} }))";
    expect(
      await rejection(train('defineExtension', `setup({ ctx }) { ${tap} }`, 'extensions=[faulty]')),
    ).to.include({
      code: 'CML3304',
      plugin: 'local/faulty',
      hook: 'grads.ready',
    });
  });

  it('a safety check is named in one line, however many samples it fails on', async () => {
    const body = `create: () => ({ inspect(text) {
      if (text.includes('CHAPTER 2')) throw new RangeError('no luck');
      return { action: 'allow', text, findings: [] };
    } })`;
    const { notices } = await train('defineSafety', body, 'safety=[faulty]');
    expect(notices.filter((line) => line.startsWith('safety check'))).to.have.length(1);
    expect(notices.join('\n')).to.match(
      /safety check `local\/faulty` failed on sample \S+ and perhaps others: no luck/,
    );
  });

  it('a tokenizer that decodes names plugin and method, while text is generated', async () => {
    const body = `train: ${SPEECHLESS}, load: ${SPEECHLESS}`;
    const { folder } = await train('defineTokenizer', body, 'tokenizer=faulty', 'metrics=[]');
    const opened = await openLast(place, folder);
    try {
      const request = {
        prompts: ['ab'],
        maxNewTokens: 2,
        temperature: 0,
        topK: 0,
        topP: 1,
        stop: [],
        seed: 1,
      };
      const error = await rejection(generateFromModel(opened, request));
      expect(error).to.include({
        code: 'CML3212',
        title: 'plugin `local/faulty` failed in `decode`: no luck',
      });
    } finally {
      await opened.close();
    }
  });

  it('a metric that comes from the catalogue keeps its code and is given the plugin', async () => {
    const throws =
      "create() { throw api.codexError('CML4401', { metric: 'faulty', value: 'NaN', place: 3 }) }";
    const error = await rejection(train('defineMetric', throws, 'metrics=[faulty]'));
    expect(error).to.include({ code: 'CML4401', plugin: 'local/faulty' });
  });
});

describe('a metric whose value is not a number', function () {
  this.timeout(60_000);

  it('is recorded as one without value, with a line that says so once, and the report is whole', async () => {
    const place = await makeWorkplace();
    try {
      await symlink(join(HOST_ROOT, '..', 'node_modules'), join(place.path, 'node_modules'), 'junction');
      const source = `import { defineMetric, defineOptions } from '@codex-ml/plugin-api';
        export default defineMetric({
          id: 'faulty', apiVersion: '^1.0', options: defineOptions({}),
          create: () => ({ ...${METRIC}, value: () => Number.NaN }),
        });`;
      await writeFile(join(place.path, 'faulty.mjs'), source);
      const set = ['metrics=[faulty]', 'train.steps=2', 'train.evaluateEvery=1'];
      const { report, folder, notices } = await trainIn({ cwd: place.path, plugins: ['./faulty.mjs'], set });
      expect(report).to.deep.include({ status: 'completed' });
      expect(report.validation).to.have.property('faulty', null);
      const line =
        'local/faulty: `value` gave NaN, expected a finite number or null; it is recorded as no value';
      expect(notices.filter((notice) => notice.includes('faulty'))).to.deep.equal([line]);
      const rows = await readLines<{ metric: string; value: number | null }>(folder, 'metrics.ndjson');
      expect(rows.filter(({ metric, value }) => metric === 'faulty' && value !== null)).to.deep.equal([]);
    } finally {
      await place.dispose();
    }
  });
});
