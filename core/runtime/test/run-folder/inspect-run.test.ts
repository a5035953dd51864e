import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspectRun, type RunDetails, readRun } from '@codex-ml/runtime';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';

const TIME = '2026-01-01T00:00:00.000Z';

const record = (status: string, more: object = {}) =>
  JSON.stringify({
    format: 1,
    id: 'demo',
    name: 'demo',
    configHash: 'x',
    status,
    startedAt: TIME,
    updatedAt: TIME,
    endedAt: null,
    ...more,
  });

const row = (step: number, split: string, metric: string, value: number | null) =>
  JSON.stringify({ metric, split, step, value });

function inspect(files: Readonly<Record<string, string>>): Promise<RunDetails> {
  return withTemporaryFolder(async (folder) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return inspectRun(await readRun(folder));
  });
}

const ROWS = [
  row(0, 'validation', 'loss', 4),
  row(5, 'train', 'loss', 3),
  row(10, 'train', 'loss', null),
  row(10, 'validation', 'loss', 2.5),
  row(10, 'validation', 'perplexity', 12.2),
  row(12, 'train', 'loss', 2),
];

describe('inspectRun', () => {
  it('reads the last evaluation, the curves and the plan', async () => {
    const details = await inspect({
      'run.json': record('completed', { step: 12 }),
      'metrics.ndjson': `${ROWS.join('\n')}\n`,
      'config.resolved.json': '{"train":{"steps":20,"monitor":"loss"}}',
    });
    expect(details).to.deep.include({ step: 12, plannedSteps: 20, best: null, checkpoints: [] });
    expect(details.validation).to.deep.equal({ step: 10, values: { loss: 2.5, perplexity: 12.2 } });
    expect(details.loss.train).to.deep.equal([
      { step: 5, value: 3 },
      { step: 12, value: 2 },
    ]);
    expect(details.loss.validation.map(({ step }) => step)).to.deep.equal([0, 10]);
  });

  it('takes best value and steps from the checkpoints', async () => {
    const details = await inspect({
      'run.json': record('completed', { step: 20 }),
      'config.resolved.json': '{"train":{"steps":20,"monitor":"perplexity"}}',
      'checkpoints/step-00000010/state.json': '{"best":{"value":9,"step":10}}',
      'checkpoints/step-00000020/state.json': '{"best":{"value":7,"step":20}}',
    });
    expect(details.checkpoints).to.deep.equal([10, 20]);
    expect(details.best).to.deep.equal({ metric: 'perplexity', value: 7, step: 20 });
  });

  it('goes by rows and checkpoints where the process was killed, not by what the record said before', async () => {
    const { step } = await inspect({
      'run.json': record('running', { step: 99 }),
      'metrics.ndjson': `${ROWS.join('\n')}\n{"metric":"loss","split":"tra`,
      'checkpoints/step-00000015/state.json': '{}',
    });
    expect(step).to.equal(15);
  });

  it('leaves out what is missing or damaged', async () => {
    const details = await inspect({
      'run.json': 'not json',
      'metrics.ndjson': '{}\nnull\n[1]\n',
      'config.resolved.json': '{',
      'checkpoints/step-00000001/state.json': '{',
    });
    expect(details).to.deep.equal({
      step: 1,
      plannedSteps: null,
      validation: null,
      best: null,
      checkpoints: [1],
      loss: { train: [], validation: [] },
    });
  });

  it('knows nothing of an empty folder', async () => {
    const { step, validation, checkpoints } = await inspect({ 'other.txt': '' });
    expect([step, validation, checkpoints]).to.deep.equal([null, null, []]);
  });
});
