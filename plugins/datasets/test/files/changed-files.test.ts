import { appendFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import lines from '@codex-ml/datasets/dist/lines.js';
import parquet from '@codex-ml/datasets/dist/parquet.js';
import type { CodexError, Dataset } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import {
  collect,
  countOpenFiles,
  createFixtureFolder,
  type FixtureFolder,
  raised,
} from '../fixture-folder.js';
import { table } from '../tables.js';

const LARGE = Array.from({ length: 40_000 }, (_, i) => `line ${i} of a file of some chunks`).join('\n');

describe('files that change', () => {
  let folder: FixtureFolder;
  let file: string;
  beforeEach(async () => {
    folder = await createFixtureFolder();
    file = join(folder.path, 'a.txt');
    await folder.write({ 'a.txt': LARGE });
  });
  afterEach(() => folder.remove());

  const changes: readonly (readonly [string, RegExp, () => Promise<void>])[] = [
    ['is deleted', /it was deleted/, () => rm(file)],
    ['is cut off', /it went from \d+ to 500000 bytes/, () => truncate(file, 500_000)],
    ['grows', /it went from \d+ to \d+ bytes/, () => appendFile(file, '\nmore')],
    ['is written to', /it was written to/, () => utimes(file, 1, 1)],
    [
      'is replaced by another of the same size',
      /another file took its place/,
      async () => {
        await writeFile(`${file}.new`, LARGE.toUpperCase());
        await rename(`${file}.new`, file);
      },
    ],
  ];

  for (const [what, problem, change] of changes) {
    it(`are an error where one ${what} between two readings`, async () => {
      const dataset = await folder.open(lines, { path: 'a.txt' });
      expect(await collect(dataset)).to.have.length(40_000);
      await change();
      const error = (await raised(dataset)) as CodexError;
      expect(error.code).to.equal('CML4213');
      expect(error.title).to.match(problem);
    });

    it(`are an error where one ${what} while it is read`, async () => {
      const dataset = await folder.open(lines, { path: 'a.txt' });
      const reading = dataset.open('train')[Symbol.asyncIterator]();
      await reading.next();
      await change();
      const error = await drain(reading);
      expect(error?.code).to.equal('CML4213');
      expect(error?.title).to.match(problem);
    });
  }

  it('are an error in tables too', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `row ${i}`);
    await folder.write({
      'a.parquet': table([{ name: 'text', data: rows, type: 'STRING' }], { rowGroupSize: 10 }),
    });
    const dataset = await folder.open(parquet, { path: 'a.parquet' });
    await collect(dataset);
    await utimes(join(folder.path, 'a.parquet'), 1, 1);
    expect(await raised(dataset)).to.have.property('code', 'CML4213');
  });

  it('that come later are no part of what is read', async () => {
    const dataset = await folder.open(lines, { path: '*.txt' });
    const before: string[] = (await collect(dataset)).map(({ id }) => id);
    await folder.write({ 'b.txt': 'new' });
    expect((await collect(dataset)).map(({ id }) => id)).to.deep.equal(before);
  });

  async function drain(reading: AsyncIterator<unknown>): Promise<CodexError | undefined> {
    try {
      while ((await reading.next()).done !== true);
      return undefined;
    } catch (error) {
      return error as CodexError;
    }
  }

  it('are closed when an iteration ends early or fails', async () => {
    const before = countOpenFiles();
    await folder.write({ 'bad.txt': Buffer.concat([Buffer.from(LARGE), Buffer.from([0xff])]) });
    for (const path of ['a.txt', 'bad.txt']) {
      const dataset: Dataset = await folder.open(lines, { path });
      for await (const _ of dataset.open('train')) break;
      if (path === 'bad.txt') await raised(dataset);
    }
    expect(countOpenFiles()).to.equal(before);
  });
});
