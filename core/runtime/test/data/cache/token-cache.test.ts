import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  clearCache,
  createSamplePipeline,
  encodeSplit,
  listCache,
  mappingOf,
  splitSamples,
} from '@codex-ml/runtime/data';
import { expect } from 'chai';
import { inTemporaryFolder } from '../../checkpoint/sample-checkpoint.js';
import { rejection } from '../fake-dataset.js';
import {
  contentOf,
  DOCUMENTS,
  datasetOf,
  encodeThrough,
  namesIn,
  offsetTokenizer,
  openCacheIn,
  recordVoice,
  UNREADABLE,
} from './cache-place.js';

async function plainContent() {
  const source = splitSamples(datasetOf(DOCUMENTS), {
    split: { validation: 0, test: 0, by: 'auto' },
    explicit: true,
    seed: 1,
  });
  const pipeline = createSamplePipeline({ checks: [], onCheckError: () => undefined });
  return contentOf(await encodeSplit({ source, split: 'train', pipeline, tokenizer: offsetTokenizer() }));
}

describe('cachedSplit', () => {
  it('gives what encoding in memory gives, when it is made and when it is found again', () =>
    inTemporaryFolder(async (folder) => {
      const voice = recordVoice();
      const expected = await plainContent();
      expect(expected.learn).to.include(0).and.include(1);
      const made = await encodeThrough(await openCacheIn(folder, voice));
      expect(contentOf(made)).to.deep.equal(expected);
      const found = await encodeThrough(await openCacheIn(folder, voice), { dataset: UNREADABLE });
      expect(contentOf(found)).to.deep.equal(expected);
      expect(found.origin).to.deep.equal(made.origin).and.include({ source: 'memory' });
      expect(found.cacheKey).to.equal(made.cacheKey).and.be.a('string');
      expect(voice.said).to.deep.equal([
        'tokens of the train split: not in the cache yet',
        'tokens of the train split: from the cache',
      ]);
      expect(voice.noticed).to.deep.equal([]);
    }));

  it('maps the file: no copy is made, and splits of one entry share it', () =>
    inTemporaryFolder(async (folder) => {
      const cache = await openCacheIn(folder, recordVoice());
      const first = await encodeThrough(cache);
      const second = await encodeThrough(cache);
      expect(mappingOf(first.tokens.buffer)?.address).to.be.a('bigint');
      expect(second.tokens.buffer).to.equal(first.tokens.buffer);
    }));

  it('keeps tokens usable when the entry is removed under them', () =>
    inTemporaryFolder(async (folder) => {
      const split = await encodeThrough(await openCacheIn(folder, recordVoice()));
      const before = contentOf(split);
      expect(await clearCache(folder)).to.equal(1);
      expect(namesIn(folder)).to.deep.equal([]);
      expect(contentOf(split)).to.deep.equal(before);
    }));

  it('makes another entry for other ingredients, and says which of them changed', () =>
    inTemporaryFolder(async (folder) => {
      const voice = recordVoice();
      const cache = await openCacheIn(folder, voice);
      await encodeThrough(cache, { ingredients: { 'the text': 'a', 'the tokenizer': 'b' } });
      await encodeThrough(cache, { ingredients: { 'the text': 'a', 'the tokenizer': 'c' } });
      expect(voice.said.at(-1)).to.equal(
        'tokens of the train split: made anew, as this changed: the tokenizer',
      );
      expect(namesIn(folder).length).to.equal(2);
    }));

  it('keeps nothing that may not be kept, and nothing of a failure', () =>
    inTemporaryFolder(async (folder) => {
      const cache = await openCacheIn(folder, recordVoice());
      const split = await encodeThrough(cache, { mayKeep: async () => false });
      expect(contentOf(split)).to.deep.equal(await plainContent());
      expect(split.cacheKey).to.equal(undefined);
      const changed = () => Promise.reject(new RangeError('changed'));
      expect((await rejection(encodeThrough(cache, { mayKeep: changed }))).message).to.equal('changed');
      const broken = await rejection(encodeThrough(cache, { dataset: UNREADABLE }));
      expect(broken.message).to.equal('the source was read');
      expect(namesIn(folder)).to.deep.equal([]);
    }));

  it('is made once where it is asked for twice at the same time', () =>
    inTemporaryFolder(async (folder) => {
      let reads = 0;
      const counting = {
        ...datasetOf(DOCUMENTS),
        async *open() {
          reads++;
          // Long enough for the other to come.
          await new Promise((resolve) => setTimeout(resolve, 30));
          yield* DOCUMENTS;
        },
      };
      const voices = [recordVoice(), recordVoice()];
      const splits = await Promise.all(
        voices.map(async (voice) => encodeThrough(await openCacheIn(folder, voice), { dataset: counting })),
      );
      expect(reads).to.equal(1);
      expect(contentOf(splits[0]!)).to.deep.equal(contentOf(splits[1]!));
      const lines = voices.flatMap(({ said }) => said).join('\n');
      expect(lines).to.contain('is putting them into the cache; waiting for it');
      expect(lines).to.contain('from the cache, where another process put them');
    }));

  it('only reads where the run is to leave nothing', () =>
    inTemporaryFolder(async (folder) => {
      const place = join(folder, 'not-there');
      const voice = recordVoice();
      const split = await encodeThrough(await openCacheIn(place, voice, false));
      expect(contentOf(split)).to.deep.equal(await plainContent());
      expect(() => namesIn(place)).to.throw('ENOENT');
      await encodeThrough(await openCacheIn(folder, voice));
      const found = await encodeThrough(await openCacheIn(folder, voice, false), { dataset: UNREADABLE });
      expect(contentOf(found)).to.deep.equal(await plainContent());
    }));

  it('goes on in memory where the folder cannot be made, and says so', () =>
    inTemporaryFolder(async (folder) => {
      const file = join(folder, 'file');
      writeFileSync(file, '');
      const voice = recordVoice();
      const split = await encodeThrough(await openCacheIn(join(file, 'cache'), voice));
      expect(contentOf(split)).to.deep.equal(await plainContent());
      expect(voice.noticed.length).to.equal(1);
      expect(voice.noticed[0]).to.match(/^CML4313: the data cache at .* cannot be used: .*ENOTDIR/);
    }));

  it('goes on in memory where the entry cannot be made, and says so', () =>
    inTemporaryFolder(async (folder) => {
      const voice = recordVoice();
      const cache = await openCacheIn(folder, voice);
      // In the place of the folder of entries, a file; a read-only folder does not stop an administrator.
      rmSync(join(folder, 'tokens'), { recursive: true });
      writeFileSync(join(folder, 'tokens'), '');
      expect(contentOf(await encodeThrough(cache))).to.deep.equal(await plainContent());
      expect(voice.noticed[0]).to.match(/^CML4313/);
    }));

  it('keeps itself out of version control', () =>
    inTemporaryFolder(async (folder) => {
      await openCacheIn(folder, recordVoice());
      const { readFileSync } = await import('node:fs');
      expect(readFileSync(join(folder, '.gitignore'), 'utf8')).to.equal('*\n');
    }));
});

describe('listCache and clearCache', () => {
  it('list entries with what they are, and remove those that are named', () =>
    inTemporaryFolder(async (folder) => {
      const cache = await openCacheIn(folder, recordVoice());
      const first = await encodeThrough(cache, { ingredients: { a: '1' } });
      const second = await encodeThrough(cache, { ingredients: { a: '2' } });
      const listed = await listCache(folder);
      expect(listed.map(({ key }) => key)).to.have.members([first.cacheKey, second.cacheKey]);
      expect(listed[0]).to.include({ kind: 'tokens', plugin: 'test/memory', name: 'train', problem: null });
      expect(listed[0]!.facts).to.include({ tokens: first.tokens.length, samples: 200 });
      expect(listed[0]!.bytes).to.be.greaterThan(2 * first.tokens.length);
      expect(await clearCache(folder, [first.cacheKey!])).to.equal(1);
      expect((await listCache(folder)).map(({ key }) => key)).to.deep.equal([second.cacheKey]);
      expect(await listCache(join(folder, 'nowhere'))).to.deep.equal([]);
    }));

  it('remove what dead processes left', () =>
    inTemporaryFolder(async (folder) => {
      await openCacheIn(folder, recordVoice());
      const left = join(folder, 'tokens', '.making-abc');
      mkdirSync(left);
      writeFileSync(join(left, 'tokens.bin'), 'half');
      chmodSync(left, 0o755);
      expect(await clearCache(folder)).to.equal(0);
      expect(namesIn(folder)).to.deep.equal([]);
    }));
});
