// The command line gives the same losses on the compiled engine as on the eager one.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { runCli, scratchFolder } from './cli-process.js';

const ENGINES = ['tfjs', 'onnx'] as const;

interface Row {
  readonly step: number;
  readonly name: string;
  readonly value: number;
}

async function readMetrics(cwd: string): Promise<Row[]> {
  const [run] = await readdir(join(cwd, 'runs'));
  const text = await readFile(join(cwd, 'runs', run!, 'metrics.ndjson'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}

describe('train, evaluate and generate', () => {
  it('give the same results on std/onnx as on std/tfjs', async function () {
    this.timeout(120_000);
    const results = [];
    for (const engine of ENGINES) {
      const folder = await scratchFolder();
      const cwd = folder.path;
      const train = await runCli(['train', '--preset', 'std/tiny', '--set', `engine.use=${engine}`], { cwd });
      expect(train.code, train.stderr).to.equal(0);
      results.push(await readMetrics(cwd));
      await folder.dispose();
    }
    expect(results[0]!.length).to.be.greaterThan(10);
    expect(results[1]).to.deep.equal(results[0]);
  });
});
