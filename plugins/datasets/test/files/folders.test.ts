import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import jsonl from '@codex-ml/datasets/dist/jsonl.js';
import lines from '@codex-ml/datasets/dist/lines.js';
import text from '@codex-ml/datasets/dist/text.js';
import type { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised, texts } from '../fixture-folder.js';

describe('folders', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  it('are read with their sub-folders, in order, by the extensions of the dataset', async () => {
    await folder.write({
      'data/b.txt': 'b',
      'data/a/z.TXT': 'z',
      'data/a/notes.md': 'm',
      'data/c.txt.gz': gzipSync('c'),
      'data/d.json': '{}',
      'data/.hidden.txt': 'h',
      'data/.git/x.txt': 'g',
    });
    for (const path of ['data', 'data/', ['data']]) {
      const dataset = await folder.open(text, { path });
      expect((await collect(dataset)).map(({ id, text: content }) => `${id} ${content}`)).to.deep.equal([
        'file:a/notes.md m',
        'file:a/z.TXT z',
        'file:b.txt b',
        'file:c.txt.gz c',
      ]);
      expect(await dataset.files!('train')).to.include(join(folder.path, 'data/b.txt'));
    }
  });

  it('follow links, but refuse one that leads back', async () => {
    await folder.write({ 'data/a.txt': 'a', 'elsewhere/b.txt': 'b' });
    await symlink(join(folder.path, 'elsewhere'), join(folder.path, 'data/link'));
    expect(await texts(await folder.open(text, { path: 'data' }))).to.deep.equal(['a', 'b']);
    await symlink(join(folder.path, 'data'), join(folder.path, 'data/link/loop'));
    const error = await folder.open(text, { path: 'data' }).catch((thrown: unknown) => thrown as CodexError);
    expect(error).to.have.property(
      'title',
      '`data/link/loop` cannot be read: the link leads back to a folder that it lies in',
    );
  });

  for (const names of [
    ['train.jsonl', 'validation.jsonl', 'test.jsonl'],
    ['data.train.jsonl', 'data.valid.jsonl', 'data.test.jsonl'],
    ['train-00000-of-00001.jsonl', 'dev-00000-of-00001.jsonl', 'test-1.jsonl'],
    ['train/x.jsonl', 'val/x.jsonl', 'test/x.jsonl'],
  ]) {
    it(`have the splits that their files are named after, such as ${names[1]}`, async () => {
      await folder.write(Object.fromEntries(names.map((name, i) => [`data/${name}`, `{"text":"${i}"}`])));
      const dataset = await folder.open(jsonl, { path: 'data' });
      expect(dataset.splits).to.deep.equal(['train', 'validation', 'test']);
      expect(await texts(dataset, 'validation')).to.deep.equal(['1']);
      expect((await collect(dataset, 'test'))[0]!.id).to.equal('test/line:1');
      expect((await dataset.describe('test')).source).to.equal(`data/${names[2]}`);
    });
  }

  it('are one split where the options name others, or where no file is named after one', async () => {
    await folder.write({
      'data/train.txt': 'a',
      'data/test.txt': 'b',
      'other/latest.txt': 'c',
      'other/contest.txt': 'd',
    });
    const named = await folder.open(lines, { path: 'data', test: 'other/latest.txt' });
    expect(await texts(named)).to.deep.equal(['b', 'a']);
    expect((await folder.open(lines, { path: 'other' })).splits).to.deep.equal(['train']);
  });

  it('are refused where only some files are named after splits', async () => {
    await folder.write({ 'data/chapter.txt': 'a', 'data/test.txt': 'b' });
    const error = (await folder
      .open(lines, { path: 'data' })
      .catch((thrown: unknown) => thrown)) as CodexError;
    expect(error.code).to.equal('CML4228');
    expect(error.hints[0]).to.equal('`data/test.txt` is named after a split, `data/chapter.txt` is not');
  });

  it('may be there for evaluation alone', async () => {
    await folder.write({ 'data/test.txt': 'b' });
    const dataset = await folder.open(lines, { path: 'data' });
    expect(dataset.splits).to.deep.equal(['test']);
    expect(() => dataset.open('train'))
      .to.throw('the dataset has no `train` split')
      .with.property('hints')
      .that.deep.equals(['its files are those of test']);
  });

  it('say which files they lack', async () => {
    await mkdir(join(folder.path, 'data'));
    const error = (await raised(await folder.open(jsonl, { path: 'data' }))) as CodexError;
    expect(error.title).to.equal(
      'folder `data` has no files that this dataset reads: .jsonl, .ndjson, also with .gz, .zst or .zstd',
    );
  });
});
