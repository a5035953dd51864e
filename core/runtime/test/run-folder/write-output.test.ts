import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodexError } from '@codex-ml/plugin-api';
import { writeOutput } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';

describe('writeOutput', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'codex-ml-output-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes the folder of the file', async () => {
    await writeOutput(join(folder, 'a', 'b', 'c.json'), 'a/b/c.json', '{}\n');
    expect(readFileSync(join(folder, 'a', 'b', 'c.json'), 'utf8')).to.equal('{}\n');
  });

  it('names the file as the user wrote it where the disk refuses', async () => {
    writeFileSync(join(folder, 'taken'), '');
    const error = await writeOutput(join(folder, 'taken', 'c.json'), 'taken/c.json', '').catch(
      (thrown: unknown) => thrown,
    );
    expect(CodexError.is(error) && error.code).to.equal('CML6205');
    expect((error as CodexError).title).to.include('`taken/c.json` could not be written: ');
  });
});
