import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@codex-ml/config';
import { openFingerprints } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import { inTemporaryFolder } from '../../checkpoint/sample-checkpoint.js';
import { rejection } from '../fake-dataset.js';

interface Memory {
  readonly files: Record<string, { sha256: string; checked: string; mtime: string }>;
}

const memoryOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as Memory;

/** Write a file that looks old, so that what is remembered of it is believed. */
function writeOld(path: string, text: string): void {
  writeFileSync(path, text);
  utimesSync(path, 1000, 1000);
}

describe('openFingerprints', () => {
  it('gives the SHA-256 of files and remembers it', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'text');
      writeOld(path, 'abc');
      const first = await openFingerprints(folder);
      expect(await first.of(path)).to.equal(sha256Hex('abc'));
      await first.save();
      const { files } = memoryOf(folder);
      expect(files[path]!.sha256).to.equal(sha256Hex('abc'));
    }));

  it('reads a file again only where something was written to it', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'text');
      writeOld(path, 'abc');
      const first = await openFingerprints(folder);
      await first.of(path);
      await first.save();
      // As if the check had been a minute later: the file has been left alone long enough.
      const memory = memoryOf(folder);
      memory.files[path]!.sha256 = 'remembered';
      memory.files[path]!.checked = `${BigInt(memory.files[path]!.checked) + 60_000_000_000n}`;
      writeFileSync(join(folder, 'files.json'), JSON.stringify(memory));
      expect(await (await openFingerprints(folder)).of(path)).to.equal('remembered');
      // Of the same size and with the old time of modification: the time of change gives it away.
      const { mtime } = statSync(path);
      writeFileSync(path, 'abd');
      utimesSync(path, mtime, mtime);
      expect(await (await openFingerprints(folder)).of(path)).to.equal(sha256Hex('abd'));
    }));

  it('does not believe what it saw in the moment a file was written, as a second write might look the same', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'text');
      writeFileSync(path, 'abc');
      const first = await openFingerprints(folder);
      await first.of(path);
      await first.save();
      const memory = memoryOf(folder);
      memory.files[path]!.sha256 = 'seen too early';
      writeFileSync(join(folder, 'files.json'), JSON.stringify(memory));
      expect(await (await openFingerprints(folder)).of(path)).to.equal(sha256Hex('abc'));
    }));

  it('notices a file that changes while it is in use, and lets one go that has gone', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'text');
      writeFileSync(path, 'abc');
      const fingerprints = await openFingerprints(folder);
      await fingerprints.of(path);
      await fingerprints.requireUnchanged([path]);
      writeFileSync(path, 'abcd');
      expect(await rejection(fingerprints.requireUnchanged([path]))).to.include({ code: 'CML4310' });
      rmSync(path);
      await fingerprints.requireUnchanged([path]);
    }));

  it('names a file that cannot be read', () =>
    inTemporaryFolder(async (folder) => {
      const fingerprints = await openFingerprints(folder);
      const error = await rejection(fingerprints.of(join(folder, 'missing')));
      expect(error).to.include({ code: 'CML4202' });
    }));

  it('works without a memory, with a damaged one and where none can be written', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'text');
      writeFileSync(path, 'abc');
      writeFileSync(join(folder, 'files.json'), '{"format":1,"fil');
      for (const place of [null, folder, join(folder, 'nowhere')]) {
        const fingerprints = await openFingerprints(place);
        expect(await fingerprints.of(path)).to.equal(sha256Hex('abc'));
        await fingerprints.save();
      }
    }));
});
