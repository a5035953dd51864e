import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listRuns, openRunFolder, readRun } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';
import { inTemporaryFolder } from '../checkpoint/sample-checkpoint.js';
import { rejection } from '../data/fake-dataset.js';

async function makeRun(
  root: string,
  name: string,
  day: number,
  status: 'completed' | 'running' = 'completed',
) {
  const now = () => new Date(Date.UTC(2024, 0, day));
  const folder = await openRunFolder({ root, name, hash: name.repeat(64), fresh: false, now });
  await folder.updateRun({ status });
  return folder;
}

describe('listRuns', () => {
  it('lists the latest first, and broken ones at the end with the reason', () =>
    inTemporaryFolder(async (root) => {
      for (const [name, day] of [
        ['a', 1],
        ['c', 3],
        ['b', 2],
      ] as const) {
        await (await makeRun(root, name, day)).close();
      }
      await mkdir(join(root, 'stray'));
      await mkdir(join(root, '.hidden'));
      await writeFile(join(root, 'file.txt'), '');
      const runs = await listRuns(root);
      expect(runs.map(({ id, status }) => [id, status])).to.deep.equal([
        ['c-cccccccc', 'completed'],
        ['b-bbbbbbbb', 'completed'],
        ['a-aaaaaaaa', 'completed'],
        ['stray', 'broken'],
      ]);
      const stray = runs[3]!;
      expect(stray.status === 'broken' && stray.problem.message).to.equal(
        '`run.json` of run `stray` cannot be used: it is missing',
      );
    }));

  it('is empty where there are no runs yet', () =>
    inTemporaryFolder(async (root) => {
      expect(await listRuns(join(root, 'none'))).to.deep.equal([]);
    }));

  it('says when the place is not a folder', () =>
    inTemporaryFolder(async (root) => {
      await writeFile(join(root, 'file'), '');
      expect(await rejection(listRuns(join(root, 'file')))).to.include({ code: 'CML6203' });
    }));
});

describe('readRun', () => {
  it('tells a running process from one that was killed', () =>
    inTemporaryFolder(async (root) => {
      const folder = await makeRun(root, 'a', 1, 'running');
      expect(await readRun(folder.path)).to.include({ id: 'a-aaaaaaaa', status: 'running' });
      await folder.close();
      expect((await readRun(folder.path)).status).to.equal('killed');
    }));

  const damage: Record<string, [unknown, string]> = {
    'text that is not JSON': ['{', 'it is not JSON'],
    'a list': [[], 'it is not an object'],
    null: [null, 'it is not an object'],
    'an unknown format': [{ format: 9 }, 'format: expected 1, received 9'],
    'a missing hash': [{ configHash: undefined }, 'configHash: expected a string'],
    'a missing time': [{ startedAt: 5 }, 'startedAt: expected a string'],
    'an unknown status': [{ status: 'sleeping' }, 'status: unknown `sleeping`'],
  };
  for (const [what, [change, message]] of Object.entries(damage)) {
    it(`reports ${what} in run.json as broken, without throwing`, () =>
      inTemporaryFolder(async (root) => {
        const folder = await makeRun(root, 'a', 1);
        const file = folder.resolve('run.json');
        const record = JSON.parse(await readFile(file, 'utf8')) as object;
        const isChange = typeof change === 'object' && change !== null && !Array.isArray(change);
        const next = isChange ? { ...record, ...change } : change;
        await writeFile(file, typeof next === 'string' ? next : JSON.stringify(next));
        const run = await readRun(folder.path);
        expect(run.status).to.equal('broken');
        expect(run.status === 'broken' && run.problem.message).to.contain(message);
      }));
  }

  it('reports a run.json that is a folder', () =>
    inTemporaryFolder(async (root) => {
      const folder = await makeRun(root, 'a', 1);
      await rm(folder.resolve('run.json'));
      await mkdir(folder.resolve('run.json'));
      expect((await readRun(folder.path)).status).to.equal('broken');
    }));
});
