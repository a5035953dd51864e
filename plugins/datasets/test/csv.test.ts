import csv from '@codex-ml/datasets/dist/csv.js';
import type { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised, texts } from './fixture-folder.js';

describe('csv', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  const failure = async (content: string, options = {}) => {
    await folder.write({ 'a.csv': content });
    return (await raised(await folder.open(csv, { path: 'a.csv', ...options }))) as CodexError;
  };

  it('gives one column, named or by number, with the line on which a row begins', async () => {
    await folder.write({ 'a.csv': 'id,text\n1,"one\nand ""two"""\n2,three\n' });
    const expected = [
      { id: 'line:2', text: 'one\nand "two"' },
      { id: 'line:4', text: 'three' },
    ];
    expect(await collect(await folder.open(csv, { path: 'a.csv' }))).to.deep.equal(expected);
    expect(await collect(await folder.open(csv, { path: 'a.csv', column: 2 }))).to.deep.equal(expected);
    const all = await folder.open(csv, { path: 'a.csv', column: 1, header: false });
    expect(await texts(all)).to.deep.equal(['id', '1', '2']);
  });

  it('separates by tabs in .tsv files, and by what the option says', async () => {
    await folder.write({ 'a.tsv': 'n\ttext\n1\ta,b\n', 'b.csv': "n;text\n1;'a;b'\n" });
    expect(await texts(await folder.open(csv, { path: 'a.tsv' }))).to.deep.equal(['a,b']);
    const options = { path: 'b.csv', delimiter: ';', quote: "'" };
    expect(await texts(await folder.open(csv, options))).to.deep.equal(['a;b']);
  });

  it('names the columns where the one asked for is not there', async () => {
    const error = await failure('id,txt\n1,a\n');
    expect(error.title).to.equal('`a.csv` has no column `text`');
    expect(error.hints).to.deep.equal(['did you mean `txt`?', 'its columns are `id`, `txt`']);
    expect((await failure('id,txt\n1,a\n', { column: 3 })).hints).to.deep.equal(['it has 2 columns']);
    expect((await failure('text,text\n1,a\n')).title).to.equal('column `text` is there 2 times');
  });

  it('asks for a number where there is no header', () => {
    expect(csv.options.safeParse({ path: 'a', header: false }).error?.issues[0]?.path).to.deep.equal([
      'column',
    ]);
  });

  it('stops at the row and field that are wrong, or leaves the row out', async () => {
    const content = 'id,text\n1,a\n2\n3,"b"c\n4,d\n';
    expect((await failure(content)).title).to.equal('the row has 1 fields, expected 2');
    const dataset = await folder.open(csv, { path: 'a.csv', onError: 'skip', maxSkipped: 2 });
    expect(await texts(dataset)).to.deep.equal(['a', 'd']);
    expect((await dataset.describe('train')).skipped).to.deep.equal({ columns: 1, quotes: 1 });
  });

  it('stops at a quote that is never closed, since all that follows would be lost with it', async () => {
    const error = await failure('id,text\n1,a\n2,"b\n3,c\n', { onError: 'skip' });
    expect(error.title).to.equal('malformed CSV: this quoted field is never closed');
    expect(error.where).to.include({ line: 3, column: 3 });
  });

  it('leaves empty texts out where asked to', async () => {
    await folder.write({ 'a.csv': 'text,n\n,1\na,2\n  ,3\n' });
    expect(await texts(await folder.open(csv, { path: 'a.csv' }))).to.deep.equal(['', 'a', '  ']);
    const dataset = await folder.open(csv, { path: 'a.csv', skipEmpty: true });
    expect(await texts(dataset)).to.deep.equal(['a']);
    expect((await dataset.describe('train')).skipped).to.deep.equal({ empty: 2 });
  });
});
