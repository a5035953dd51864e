// Metrics that score texts: `evaluate` lets the model write them, always the same ones; validation during training writes none, and says so.
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluateModel, type TextLimits } from '@codex-ml/runtime';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import {
  HOST_ROOT,
  makeWorkplace,
  openLast,
  readLines,
  rejection,
  trainIn,
  type Workplace,
} from './run-in-process.js';

/** Keeps what it is shown; its value is the number of texts. */
const SEEN = `import { defineMetric, defineOptions } from '@codex-ml/plugin-api';
  export default defineMetric({
    id: 'seen', apiVersion: '^1.0', options: defineOptions({}),
    create: () => ({
      consumes: 'texts', better: 'higher', initial: () => [],
      update: (seen, { prediction, references }) => [...seen, [prediction, ...references]],
      merge: (a, b) => [...a, ...b], value: (seen) => (seen.length === 0 ? null : seen.length),
    }),
  });`;

const CHAT = 'model={use: gpt, layers: 1, heads: 2, width: 16, context: 96}';

describe('a metric that scores texts', function () {
  this.timeout(120_000);
  let place: Workplace;
  before(async () => {
    place = await makeWorkplace();
    await symlink(join(HOST_ROOT, '..', 'node_modules'), join(place.path, 'node_modules'), 'junction');
    await writeFile(join(place.path, 'seen.mjs'), SEEN);
    await mkdir(join(place.path, 'chat'));
    for (const name of ['codex-ml.config.yaml', 'conversations.jsonl']) {
      await copyFile(join(ROOT, 'examples', 'chat', name), join(place.path, 'chat', name));
    }
    await writeFile(join(place.path, 'chat', 'seen.mjs'), SEEN);
  });
  after(() => place.dispose());

  async function score(folder: string, texts?: TextLimits, batch = 8) {
    const opened = await openLast(place, folder);
    try {
      return await evaluateModel(opened, { split: 'validation', batch, limit: 1, texts });
    } finally {
      await opened.close();
    }
  }

  it('gets continuations of the text, the same each time and for any batch size, beside what it really says', async () => {
    const set = ['metrics=[perplexity, seen]', 'train.steps=4'];
    const { folder, notices, report } = await trainIn({ cwd: place.path, plugins: ['./seen.mjs'], set });
    expect(notices).to.contain('`seen` scores texts: validation writes none, `codex-ml evaluate` does');
    expect(report.validation).to.have.property('seen', null);
    const rows = await readLines<{ metric: string }>(folder, 'metrics.ndjson');
    expect(rows.filter(({ metric }) => metric === 'seen')).to.deep.equal([]);

    const limits = { count: 11, maxNewTokens: 12 };
    const first = await score(folder, limits);
    expect(first.texts).to.deep.equal(limits);
    expect(first.metrics['seen']).to.equal(11);
    expect(first.metrics['perplexity']).to.be.above(1);
    const seen = first.states['seen'] as readonly (readonly [string, string])[];
    for (const [prediction, reference] of seen) {
      // One token a character.
      expect([prediction.length, reference.length]).to.deep.equal([12, 12]);
    }
    expect((await score(folder, limits, 3)).states['seen']).to.deep.equal(seen);
    expect((await score(folder, { count: 0, maxNewTokens: 12 })).metrics['seen']).to.equal(null);
  });

  it('gets answers to conversations, which end with the turn or the limit', async () => {
    const { folder } = await trainIn({
      cwd: join(place.path, 'chat'),
      plugins: ['./seen.mjs'],
      set: ['metrics=[seen]', 'train.steps=4', 'schedule.warmup=0', CHAT, 'run.name=answers'],
    });
    const { metrics, states } = await score(folder, { count: 3, maxNewTokens: 8 });
    const seen = states['seen'] as readonly (readonly [string, string])[];
    expect(metrics['seen']).to.equal(seen.length).and.to.be.above(0);
    for (const [prediction, reference] of seen) {
      expect(prediction.length).to.be.at.most(40);
      expect(reference).not.to.contain('<|im_');
    }
  });

  it('cannot be what decides on the best checkpoint', async () => {
    const set = ['metrics=[seen]', 'train.monitor=seen', 'train.steps=2'];
    expect(await rejection(trainIn({ cwd: place.path, plugins: ['./seen.mjs'], set }))).to.include({
      code: 'CML5226',
    });
  });
});
