import { execFile } from 'node:child_process';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CodexError } from '@codex-ml/plugin-api';
import {
  createEvaluationBatches,
  createTrainingBatches,
  type EncodedSplit,
  openFileMemory,
  planPacking,
  prefetchBatches,
} from '@codex-ml/runtime/data';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import { inTemporaryFolder } from '../../checkpoint/sample-checkpoint.js';
import { encodeThrough, openCacheIn, recordVoice } from './cache-place.js';

const SCRIPT = fileURLToPath(new URL('./encode-in-process.js', import.meta.url));

async function splitIn(folder: string): Promise<{ readonly split: EncodedSplit; readonly entry: string }> {
  const split = await encodeThrough(await openCacheIn(folder, recordVoice()));
  return { split, entry: join(folder, 'tokens', split.cacheKey!) };
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return CodexError.is(error) ? error.code : String(error);
  }
  return undefined;
}

describe('a mapped file', () => {
  // What is lost must not be read in these tests: the process would end.
  it('that was shortened ends training and evaluation with an error of its own', () =>
    inTemporaryFolder(async (folder) => {
      const { split, entry } = await splitIn(folder);
      const options = { ...split, context: 8, batch: 2, stream: createRng(1) };
      const training = createTrainingBatches(options);
      const evaluation = createEvaluationBatches({ ...options, split: 'train' });
      expect(training.at(0).rows).to.equal(2);
      truncateSync(join(entry, 'tokens.bin'), 100);
      expect(codeOf(() => training.at(1))).to.equal('CML4317');
      expect(codeOf(() => evaluation.at(0))).to.equal('CML4317');
    }));

  it('that was shortened is noticed by the thread that prepares batches too', () =>
    inTemporaryFolder(async (folder) => {
      const { split, entry } = await splitIn(folder);
      const plan = {
        context: 8,
        batch: 2,
        seed: 1,
        stream: 'data',
        packing: planPacking('train', 'stream', split, 8),
        shift: true,
        order: { shuffle: 'full', window: 10, shard: { index: 0, total: 1 } },
      } as const;
      const batches = prefetchBatches({ plan, data: split, depth: 1, first: 0, onLost: () => undefined });
      try {
        await batches.whenStarted();
        expect(batches.at(0).rows).to.equal(2);
        // By then it waits for room.
        await sleep(100);
        truncateSync(join(entry, 'learn.bin'), 1);
        const codes = [1, 2, 3].map((k) => codeOf(() => batches.at(k)));
        expect(codes.at(-1)).to.equal('CML4317');
      } finally {
        await batches.close();
      }
    }));

  it('must have the size that is expected', () =>
    inTemporaryFolder(async (folder) => {
      const { split, entry } = await splitIn(folder);
      const path = join(entry, 'tokens.bin');
      const { byteLength } = split.tokens;
      expect((await openFileMemory(path, byteLength)).buffer.byteLength).to.equal(byteLength);
      const refused = await openFileMemory(path, byteLength + 1).catch((error: unknown) => error);
      expect(refused).to.include({ code: 'CML4312' });
    }));

  it('is read where koffi is not installed, and a line says so', () =>
    inTemporaryFolder(async (folder) => {
      const source = `import { registerHooks } from 'node:module';
        registerHooks({ resolve(name, context, next) {
          if (name === 'koffi') throw new Error('not installed');
          return next(name, context);
        } });`;
      const without = ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
      const outcome = async (flags: readonly string[]) => {
        const { stdout } = await promisify(execFile)(process.execPath, [...flags, SCRIPT, folder, '300']);
        return JSON.parse(stdout) as { readonly noticed: readonly string[]; readonly hash: string };
      };
      const [read, mapped] = [await outcome(without), await outcome([])];
      const line = 'files cannot be mapped into memory here; the data cache was read instead';
      expect(read.noticed).to.deep.equal([line]);
      expect(mapped.noticed).to.deep.equal([]);
      expect(read.hash).to.equal(mapped.hash);
    }));
});
