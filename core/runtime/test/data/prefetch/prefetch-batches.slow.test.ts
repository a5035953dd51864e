import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TokenBatch } from '@codex-ml/plugin-api';
import {
  type BatchPlan,
  createPlannedBatches,
  type PrefetchedBatches,
  planPacking,
  prefetchBatches,
  type SplitData,
  TokenStore,
} from '@codex-ml/runtime/data';
import { expect } from 'chai';
import { inTemporaryFolder } from '../../checkpoint/sample-checkpoint.js';
import { encodeThrough, openCacheIn, recordVoice } from '../cache/cache-place.js';

const CONTEXT = 16;

function memorySplit(): SplitData {
  const store = new TokenStore(70_000);
  for (let i = 0; i < 150; i++) {
    store.append(
      Array.from({ length: 1 + (i % 23) }, (_, j) => i * 100 + j),
      `doc:${i}`,
    );
  }
  return store.finish();
}

function planOf(data: SplitData, pack: 'stream' | 'documents' | 'rows', changes: Partial<BatchPlan> = {}) {
  return {
    context: CONTEXT,
    batch: 3,
    seed: 7,
    stream: 'data',
    packing: planPacking('train', pack, data, CONTEXT),
    shift: true,
    order: { shuffle: 'full', window: 100, shard: { index: 0, total: 1 } },
    ...changes,
  } as const satisfies BatchPlan;
}

async function withBatches(
  plan: BatchPlan,
  data: SplitData,
  work: (batches: PrefetchedBatches) => Promise<void> | void,
  changes: { readonly first?: number; readonly depth?: number; readonly patienceMs?: number } = {},
): Promise<string[]> {
  const lost: string[] = [];
  const batches = prefetchBatches({
    plan,
    data,
    depth: 2,
    first: 0,
    onLost: (problem) => lost.push(problem),
    ...changes,
  });
  try {
    await work(batches);
  } finally {
    await batches.close();
  }
  return lost;
}

const plain = (batch: TokenBatch) => ({ ...batch, bits: new Uint32Array(batch.weights.buffer.slice(0)) });

describe('prefetchBatches', () => {
  for (const pack of ['stream', 'documents', 'rows'] as const) {
    it(`prepares the batches of samples as ${pack} that are made in place, over several epochs`, async () => {
      const data = memorySplit();
      const plan = planOf(data, pack);
      const inPlace = createPlannedBatches(plan, data);
      const lost = await withBatches(plan, data, async (batches) => {
        await batches.whenStarted();
        const count = Math.ceil((2.5 * inPlace.blocksPerEpoch) / 3);
        for (let k = 0; k < count; k++) {
          expect(plain(batches.at(k))).to.deep.equal(plain(inPlace.at(k)));
        }
      });
      expect(lost).to.deep.equal([]);
    });
  }

  it('prepares them from a mapped file', () =>
    inTemporaryFolder(async (folder) => {
      const split = await encodeThrough(await openCacheIn(folder, recordVoice()));
      const plan = planOf(split, 'stream', {
        order: { ...planOf(split, 'stream').order, shuffle: 'window' },
      });
      const inPlace = createPlannedBatches(plan, split);
      await withBatches(plan, split, async (batches) => {
        await batches.whenStarted();
        for (let k = 0; k < 60; k++) expect(plain(batches.at(k))).to.deep.equal(plain(inPlace.at(k)));
      });
    }));

  it('answers whatever is asked for, before the thread has started and out of turn', async () => {
    const data = memorySplit();
    const plan = planOf(data, 'stream');
    const inPlace = createPlannedBatches(plan, data);
    await withBatches(
      plan,
      data,
      async (batches) => {
        for (const k of [500, 501, 502]) expect(batches.at(k)).to.deep.equal(inPlace.at(k));
        await batches.whenStarted();
        for (const k of [503, 504, 505, 3, 4, 5, 6, 1000, 7, 8, 9, 9, 10, 2, 3]) {
          expect(batches.at(k), `batch ${k}`).to.deep.equal(inPlace.at(k));
        }
      },
      { first: 500, depth: 3 },
    );
  });

  it('gives batches that nobody writes to any more', async () => {
    const data = memorySplit();
    const plan = planOf(data, 'stream');
    await withBatches(plan, data, async (batches) => {
      await batches.whenStarted();
      const first = batches.at(0);
      const before = plain(first);
      for (let k = 1; k < 30; k++) batches.at(k);
      expect(plain(first)).to.deep.equal(before);
    });
  });

  it('throws what the thread failed with, with its code', async () => {
    const data = memorySplit();
    const plan = planOf(data, 'stream');
    // Only the thread is given too little: what is checked in the beginning passes.
    const poor = new Proxy(data, {
      get: (target, key) => (key === 'tokens' ? sliced() : Reflect.get(target, key)),
    });
    let asked = 0;
    const sliced = () => (asked++ === 0 ? data.tokens : data.tokens.slice(0, 5));
    const batches = prefetchBatches({ plan, data: poor, depth: 2, first: 0, onLost: () => undefined });
    await batches.whenStarted();
    expect(() => batches.at(0))
      .to.throw('the `train` split has 5 tokens, but 17 are needed')
      .with.property('code', 'CML4302');
    await batches.close();
  });

  it('makes batches in place when the thread does not come up with them, and says so once', async () => {
    const data = memorySplit();
    const plan = planOf(data, 'stream');
    const inPlace = createPlannedBatches(plan, data);
    // Without any patience the thread is given up as soon as it is not ahead.
    const lost = await withBatches(
      plan,
      data,
      async (batches) => {
        await batches.whenStarted();
        for (let k = 0; k < 2000; k++) {
          const batch = batches.at(k);
          if (k % 100 === 0) expect(batch).to.deep.equal(inPlace.at(k));
        }
      },
      { patienceMs: 0 },
    );
    expect(lost).to.deep.equal(['no batch came within 0 seconds']);
  });

  it('goes on in place after it was closed', async () => {
    const data = memorySplit();
    const plan = planOf(data, 'stream');
    const inPlace = createPlannedBatches(plan, data);
    await withBatches(plan, data, async (batches) => {
      await batches.close();
      for (const k of [0, 1, 2]) expect(batches.at(k)).to.deep.equal(inPlace.at(k));
    });
  });

  it('does not keep a process alive that forgets to close it', async () => {
    const script = `
      import { prefetchBatches, TokenStore } from '@codex-ml/runtime/data';
      const store = new TokenStore(10);
      store.append(new Array(1000).fill(3), 'a');
      const order = { shuffle: 'full', window: 1, shard: { index: 0, total: 1 } };
      const plan = { context: 8, batch: 2, seed: 1, stream: 'x', packing: { mode: 'stream' }, shift: true, order };
      const batches = prefetchBatches({ plan, data: store.finish(), depth: 2, first: 0, onLost() {} });
      await batches.whenStarted();
      console.log(batches.at(0).inputs.length);
    `;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { cwd: fileURLToPath(new URL('.', import.meta.url)), timeout: 20_000 },
    );
    expect(stdout.trim()).to.equal('16');
  });
});
