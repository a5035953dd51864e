// The command line gives the same losses and the same text on the compiled engine as on the eager one.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCli, scratchFolder } from './cli-process.js';

interface Row {
  readonly step: number;
  readonly metric: string;
  readonly split: string;
  readonly value: number;
}

/** Train `std/tiny`, continue a text and evaluate, all on one engine. */
async function useEngine(engine: string) {
  const folder = await scratchFolder();
  const cwd = folder.path;
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(args, { cwd });
    expect(code, stderr).to.equal(0);
    return stdout;
  };
  try {
    await run('train', '--preset', 'std/tiny', '--set', `engine.use=${engine}`, '--json');
    const [name] = await readdir(join(cwd, 'runs'));
    const metrics = await readFile(join(cwd, 'runs', name!, 'metrics.ndjson'), 'utf8');
    const text = await run('generate', '--prompt', 'Call', '--temperature', '0', '--max-new-tokens', '20');
    const evaluation = await run('evaluate', '--json');
    const rows = metrics
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    return { rows, text, evaluation: JSON.parse(evaluation) as { loss: number } };
  } finally {
    await folder.dispose();
  }
}

describe('train, generate and evaluate', () => {
  it('give the same on std/onnx as on std/tfjs', async function () {
    this.timeout(120_000);
    const eager = await useEngine('tfjs');
    const compiled = await useEngine('onnx');
    const losses = (rows: readonly Row[]) => rows.filter(({ metric }) => metric === 'loss');
    expect(losses(eager.rows).length).to.be.at.least(6);
    expect(compiled.rows.map(({ step, metric, split }) => [step, metric, split])).to.deep.equal(
      eager.rows.map(({ step, metric, split }) => [step, metric, split]),
    );
    losses(compiled.rows).forEach(({ value }, i) => {
      expect(value).to.be.closeTo(losses(eager.rows)[i]!.value, 1e-4);
    });
    expect(compiled.text).to.equal(eager.text);
    expect(compiled.evaluation.loss).to.be.closeTo(eager.evaluation.loss, 1e-4);
  });
});
