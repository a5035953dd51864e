import parquet from '@codex-ml/datasets/dist/parquet.js';
import type { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import {
  collect,
  countOpenFiles,
  createFixtureFolder,
  type FixtureFolder,
  raised,
  texts,
} from './fixture-folder.js';
import { compressors, nestedTable, table } from './tables.js';

const WORDS = Array.from({ length: 5000 }, (_, i) => `${i} né \u{1F600} ${'x'.repeat(i % 50)}`);

describe('parquet', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  const failure = async (content: Uint8Array, options = {}) => {
    await folder.write({ 'a.parquet': content });
    return (await raised(await folder.open(parquet, { path: 'a.parquet', ...options }))) as CodexError;
  };

  for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD'] as const) {
    it(`reads all row groups in order, compressed as ${codec}`, async () => {
      const columns = [
        { name: 'text', data: WORDS, type: 'STRING' as const },
        { name: 'n', data: WORDS.map((_, i) => i), type: 'INT32' as const },
      ];
      await folder.write({ 'a.parquet': table(columns, { codec, compressors, rowGroupSize: 1300 }) });
      const samples = await collect(await folder.open(parquet, { path: 'a.parquet' }));
      expect(samples.map(({ text }) => text)).to.deep.equal(WORDS);
      expect(samples.map(({ id }) => id)).to.deep.equal(WORDS.map((_, i) => `row:${i + 1}`));
    });
  }

  it('reads fields of nested columns by their paths, and columns whose names have dots', async () => {
    const rows = [[{ role: 'a' }], [], [{ role: 'b' }]];
    await folder.write({
      'a.parquet': nestedTable('turns', ['role'], rows, ['one', 'two', 'three']),
      'b.parquet': table([{ name: 'meta.note', data: ['dotted'], type: 'STRING' }]),
    });
    expect(await texts(await folder.open(parquet, { path: 'a.parquet', column: 'meta.note' }))).to.deep.equal(
      ['one', 'two', 'three'],
    );
    expect(await texts(await folder.open(parquet, { path: 'b.parquet', column: 'meta.note' }))).to.deep.equal(
      ['dotted'],
    );
  });

  it('names the columns where the one asked for is not there', async () => {
    const content = nestedTable('turns', ['role'], [[{ role: 'a' }]], ['one']);
    const error = await failure(content, { column: 'meta.notes' });
    expect(error.title).to.equal('`a.parquet` has no column `meta.notes`');
    expect(error.hints).to.deep.equal([
      'did you mean `meta.note`?',
      'its columns are `turns`, `meta`, `meta.note`',
    ]);
  });

  it('says in which row there is no text, or leaves the row out', async () => {
    const content = nestedTable('turns', ['role'], [[], [], []], ['one', null, 'three']);
    const error = await failure(content, { column: 'meta.note' });
    expect(error.title).to.equal('column `meta.note` of row 2: expected a string, received nothing');
    const options = { path: 'a.parquet', column: 'meta.note', onError: 'skip', maxSkipped: 1 };
    const dataset = await folder.open(parquet, options);
    expect(await texts(dataset)).to.deep.equal(['one', 'three']);
    expect((await dataset.describe('train')).skipped).to.deep.equal({ shape: 1 });
  });

  it('refuses text that is not UTF-8, which its reader would replace', async () => {
    const content = Buffer.from(
      table([{ name: 'text', data: ['abc', 'déf'], type: 'STRING' }], {
        codec: 'UNCOMPRESSED',
        statistics: false,
      }),
    );
    content[content.indexOf('é')] = 0xff;
    expect((await failure(content)).title).to.equal('column `text` of row 2 is not well-formed Unicode');
  });

  it('lets go of the file when it is left early', async () => {
    await folder.write({
      'a.parquet': table([{ name: 'text', data: WORDS, type: 'STRING' }], { rowGroupSize: 10 }),
    });
    const dataset = await folder.open(parquet, { path: 'a.parquet', limit: 3 });
    await collect(dataset);
    const before = countOpenFiles();
    for (let i = 0; i < 20; i++) expect(await collect(dataset)).to.have.length(3);
    expect(countOpenFiles()).to.be.at.most(before);
  });
});
