import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodexError } from '@codex-ml/plugin-api';
import { makeFolder, orRefused, requireWritable } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';

describe('makeFolder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codex-ml-make-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: NodeJS.ErrnoException) => error.code,
    );

  it('makes what is missing, and nothing where all is there', async () => {
    const path = join(folder, 'a', 'b', 'c');
    await makeFolder(path);
    await makeFolder(path);
    expect((await stat(path)).isDirectory()).to.equal(true);
  });

  it('is no failure where another makes the same folders at the same time', async () => {
    const paths = Array.from({ length: 20 }, (_, i) => join(folder, 'a', 'b', `c${i % 3}`));
    await Promise.all(paths.map(makeFolder));
    expect((await readdir(join(folder, 'a', 'b'))).sort()).to.deep.equal(['c0', 'c1', 'c2']);
  });

  it('says that a file is in the way, at the end and in the middle', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await codeOf(makeFolder(join(folder, 'file')))).to.equal('EEXIST');
    expect(await codeOf(makeFolder(join(folder, 'file', 'a', 'b')))).to.equal('ENOTDIR');
  });

  if (process.platform === 'linux') {
    it('comes back at once where the file system takes no folders', async () => {
      expect(await codeOf(makeFolder('/proc/codex-ml/a'))).to.equal('ENOENT');
    });
  }
});

describe('requireWritable', () => {
  it('leaves nothing, whether the folder is there or not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codex-ml-make-'));
    try {
      await mkdir(join(folder, 'there'));
      await requireWritable(join(folder, 'there'), 'there');
      await requireWritable(join(folder, 'not', 'yet'), 'not/yet');
      expect(await readdir(folder)).to.deep.equal(['there']);
      expect(await readdir(join(folder, 'there'))).to.deep.equal([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('names the path as it was written, the cause and what to do', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'codex-ml-make-')), 'file');
    await writeFile(file, '');
    const error = (await requireWritable(join(file, 'out'), './out').catch(
      (one: unknown) => one,
    )) as CodexError;
    expect(error.code).to.equal('CML6205');
    expect(error.title).to.match(/^`\.\/out` could not be written: ENOTDIR/);
    expect(error.hints).to.deep.equal([
      'A file is where a folder should be: choose another folder, or move the file away.',
    ]);
  });
});

describe('orRefused', () => {
  const refused = (code: string) =>
    orRefused('out.json', async () => {
      throw Object.assign(new RangeError(`${code}: no`), { code });
    }).catch<unknown>((error: unknown) => error) as Promise<CodexError>;

  it('has a hint for each way in which a disk refuses, and the remedy of the catalogue for the rest', async () => {
    for (const [code, hint] of [
      ['EACCES', /permissions/],
      ['EROFS', /reading only/],
      ['ENOSPC', /disk is full/],
      ['ENOENT', /no new files/],
      ['EISDIR', /folder is where a file/],
    ] as const) {
      expect((await refused(code)).hints.join()).to.match(hint);
    }
    expect((await refused('EIO')).hints).to.deep.equal([]);
  });
});
