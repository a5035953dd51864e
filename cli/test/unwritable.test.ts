// Places that nothing can be written to: each command says so at once, in one voice, and makes nothing of it.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { runCli } from './run-cli.js';

/** A file where a folder should be, everywhere; a file system that takes nothing, where there is one. */
const PLACES = ['file/out', ...(process.platform === 'linux' ? ['/proc/codex-ml/out'] : [])];

describe('a place that cannot be written to', function () {
  this.timeout(20_000);
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    await writeFile(join(folder.path, 'text.txt'), 'some text to learn from\n'.repeat(40));
  });
  afterEach(() => folder.remove());

  for (const place of PLACES) {
    for (const [what, args] of [
      ['init', ['init', place, '--yes']],
      ['plugins new', ['plugins', 'new', 'metric', 'acme/length', '--folder', place]],
      [
        'tokenizer train',
        ['tokenizer', 'train', '--files', 'text.txt', '--preset', 'std/tiny', '--out', place],
      ],
      ['data split', ['data', 'split', '--preset', 'std/tiny', '--out', place]],
      ['data prepare', ['data', 'prepare', '--preset', 'std/tiny', '--manifest', `${place}/m.json`]],
      ['train', ['train', '--preset', 'std/tiny', '--set', `run.folder=${place}`]],
    ] as const) {
      it(`is refused by ${what}: ${place}`, async () => {
        const { code, stderr } = await runCli(args, { cwd: folder.path });
        expect(stderr).to.match(/error\[CML6205\]: `.*` could not be written: (ENOTDIR|ENOENT)/);
        expect(stderr).to.match(
          /hint: (A file is where a folder should be|The file system takes no new files)/,
        );
        expect(code).to.equal(1);
        expect((await readdir(folder.path)).filter((name) => name !== '.codex-ml').sort()).to.deep.equal([
          'file',
          'text.txt',
        ]);
      });
    }
  }
});
