import { cpSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EncodedSplit, listCache } from '@codex-ml/runtime/data';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { inTemporaryFolder } from '../../checkpoint/sample-checkpoint.js';
import { contentOf, encodeThrough, openCacheIn, recordVoice, UNREADABLE } from './cache-place.js';

const FILES = ['tokens.bin', 'starts.bin', 'learn.bin', 'ids.bin', 'id-groups.bin'];

/** What may happen to an entry. Each leaves something that must not be believed. */
const DAMAGES: Readonly<Record<string, (entry: string) => void>> = {
  ...Object.fromEntries(
    FILES.flatMap((file): [string, (entry: string) => void][] => [
      [`a changed byte in ${file}`, (entry) => flip(join(entry, file))],
      [`a shorter ${file}`, (entry) => truncateSync(join(entry, file), 5)],
      [`no ${file}`, (entry) => rmSync(join(entry, file))],
    ]),
  ),
  'a longer tokens.bin': (entry) => writeFileSync(join(entry, 'tokens.bin'), 'more', { flag: 'a' }),
  'a manifest with another number': (entry) => {
    const path = join(entry, 'manifest.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"samples": 200', '"samples": 201'));
  },
  'half a manifest': (entry) => truncateSync(join(entry, 'manifest.json'), 100),
  'no manifest': (entry) => rmSync(join(entry, 'manifest.json')),
  'an empty folder': (entry) => {
    for (const file of [...FILES, 'manifest.json']) rmSync(join(entry, file));
  },
};

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

async function madeIn(folder: string): Promise<{ readonly entry: string; readonly split: EncodedSplit }> {
  const split = await encodeThrough(await openCacheIn(folder, recordVoice()));
  return { split, entry: join(folder, 'tokens', split.cacheKey!) };
}

describe('an entry of the data cache', () => {
  let whole: TemporaryFolder;
  let key: string;
  let expected: object;
  before(async () => {
    whole = await temporaryFolder();
    const { split } = await madeIn(whole.path);
    key = split.cacheKey!;
    expected = contentOf(split);
  });
  after(() => whole.remove());

  for (const [what, damage] of Object.entries(DAMAGES)) {
    it(`with ${what} is reported and made anew`, () =>
      inTemporaryFolder(async (folder) => {
        // A file that is mapped must not shrink: the damage is done to a copy, as another process would see it.
        cpSync(whole.path, folder, { recursive: true });
        damage(join(folder, 'tokens', key));
        const voice = recordVoice();
        const cache = await openCacheIn(folder, voice);
        expect(contentOf(await encodeThrough(cache))).to.deep.equal(expected);
        expect(voice.noticed[0]).to.match(/^CML4312: entry .* of the data cache is damaged: .*made anew$/);
        expect(voice.errors[0]).to.include({ code: 'CML4312' });
        const later = recordVoice();
        const again = await encodeThrough(await openCacheIn(folder, later), { dataset: UNREADABLE });
        expect(contentOf(again)).to.deep.equal(expected);
        expect(later.noticed).to.deep.equal([]);
      }));
  }

  it('that was copied or touched is read once and then believed again', () =>
    inTemporaryFolder(async (folder) => {
      const { entry, split } = await madeIn(folder);
      for (const file of FILES) utimesSync(join(entry, file), 1000, 1000);
      for (let round = 0; round < 2; round++) {
        const voice = recordVoice();
        const found = await encodeThrough(await openCacheIn(folder, voice), { dataset: UNREADABLE });
        expect(contentOf(found)).to.deep.equal(contentOf(split));
        expect(voice.noticed).to.deep.equal([]);
        const checked = JSON.parse(readFileSync(join(entry, 'checked.json'), 'utf8')) as object;
        expect(Object.keys(checked)).to.have.members(FILES);
      }
    }));

  it('that is damaged is listed as such', () =>
    inTemporaryFolder(async (folder) => {
      const { entry } = await madeIn(folder);
      rmSync(join(entry, 'ids.bin'));
      expect((await listCache(folder))[0]!.problem).to.contain('`ids.bin` is missing');
    }));
});
