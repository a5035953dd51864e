import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { cachedTokenizer } from '@codex-ml/runtime/data';
import { expect } from 'chai';
import { inTemporaryFolder } from '../../checkpoint/sample-checkpoint.js';
import { rejection, unitTokenizer } from '../fake-dataset.js';
import { openCacheIn, recordVoice, type Voice } from './cache-place.js';

/** A tokenizer whose saved form is its size. */
const sized = (size: number): Tokenizer => ({ ...unitTokenizer(size), save: () => ({ size }) });

async function trainIn(folder: string, voice: Voice, size: number, ingredients = { 'the text': 'a' }) {
  let trained = 0;
  const tokenizer = await cachedTokenizer({
    cache: await openCacheIn(folder, voice),
    identity: { kind: 'tokenizer', plugin: 'test/sized', name: 'test/memory', ingredients },
    train: async () => {
      trained++;
      return sized(size);
    },
    load: async (data: JsonObject) => sized(data['size'] as number),
    mayKeep: async () => true,
  });
  return { trained, size: tokenizer.vocabularySize };
}

describe('cachedTokenizer', () => {
  it('trains once, and loads what came of it as long as nothing changes', () =>
    inTemporaryFolder(async (folder) => {
      const voice = recordVoice();
      expect(await trainIn(folder, voice, 300)).to.deep.equal({ trained: 1, size: 300 });
      expect(await trainIn(folder, voice, 400)).to.deep.equal({ trained: 0, size: 300 });
      expect(await trainIn(folder, voice, 500, { 'the text': 'b' })).to.deep.equal({ trained: 1, size: 500 });
      expect(voice.said).to.deep.equal([
        'tokenizer `test/sized`: not in the cache yet',
        'tokenizer `test/sized`: from the cache',
        'tokenizer `test/sized`: made anew, as this changed: the text',
      ]);
    }));

  it('trains anew where the entry is damaged, and says so', () =>
    inTemporaryFolder(async (folder) => {
      await trainIn(folder, recordVoice(), 300);
      const [key = ''] = readdirSync(join(folder, 'tokenizers'));
      const entry = join(folder, 'tokenizers', key);
      writeFileSync(join(entry, 'tokenizer.json'), '{"size":301}');
      const voice = recordVoice();
      expect(await trainIn(folder, voice, 300)).to.deep.equal({ trained: 1, size: 300 });
      expect(voice.noticed[0]).to.match(/^CML4312/);
      // A copy of the cache is as good as the original.
      cpSync(folder, `${folder}-copy`, { recursive: true });
      try {
        expect(await trainIn(`${folder}-copy`, recordVoice(), 1)).to.deep.equal({ trained: 0, size: 300 });
      } finally {
        rmSync(`${folder}-copy`, { recursive: true });
      }
    }));

  it('keeps nothing of a training that fails', () =>
    inTemporaryFolder(async (folder) => {
      const voice = recordVoice();
      const work = cachedTokenizer({
        cache: await openCacheIn(folder, voice),
        identity: { kind: 'tokenizer', plugin: 'test/sized', name: 'test/memory', ingredients: {} },
        train: () => Promise.reject(new RangeError('no luck')),
        load: () => Promise.reject(new RangeError('nothing to load')),
        mayKeep: async () => true,
      });
      expect((await rejection(work)).message).to.equal('no luck');
      expect(readdirSync(join(folder, 'tokenizers'))).to.deep.equal([]);
    }));
});
