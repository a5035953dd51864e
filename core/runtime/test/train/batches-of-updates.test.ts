// What the loop makes of its batches: the weight that an update is divided by, and documents after the taps of `data.batch`.
import { TrainSectionSchema } from '@codex-ml/config';
import type { HookBus } from '@codex-ml/kernel';
import type { HostTensor, LanguageModel, TokenBatch } from '@codex-ml/plugin-api';
import { INITIAL_STATE, type LoopParts, TrackerFanout, trainLoop } from '@codex-ml/runtime';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';

type Feeds = Readonly<Record<string, HostTensor>>;

function batch(weights: readonly number[], documents?: readonly number[]): TokenBatch {
  const length = weights.length;
  return {
    rows: 1,
    length,
    inputs: new Int32Array(length),
    targets: new Int32Array(length),
    weights: Float32Array.from(weights),
    ...(documents === undefined ? {} : { documents: Int32Array.from(documents) }),
  };
}

/** Updates over the given micro-batches; `tap` is what taps of `data.batch` make of each. By default all of them are one update. */
async function update(
  batches: readonly TokenBatch[],
  tap: (batch: TokenBatch) => TokenBatch = (given) => given,
  changes: Partial<LoopParts> = {},
): Promise<readonly Feeds[]> {
  const seen: Feeds[] = [];
  const hooks = {
    call: (name: string, payload: unknown) => (name === 'data.batch' ? tap(payload as TokenBatch) : payload),
  } as unknown as HookBus;
  const parts: LoopParts = {
    train: TrainSectionSchema.parse({ steps: 1, accumulate: batches.length }),
    lastStep: 1,
    model: { randomInputs: [] } as unknown as LanguageModel,
    optimizer: { learningRate: 0.1, state: [], scalars: () => ({}), update: () => {} },
    schedule: { factor: () => 1 },
    programs: {
      scalesLoss: false,
      scratch: [],
      update: async (feeds) => {
        seen.push(...feeds);
        return { loss: 0, gradientNorm: 0 };
      },
      dispose: () => {},
    },
    batchAt: (k) => batches[k]!,
    evaluate: null,
    better: 'lower',
    rng: createRng(1),
    hooks,
    trackers: new TrackerFanout([], { patienceMs: 1, maxFailures: 1, onFailure: () => {} }),
    measureMemory: () => ({ peakResidentBytes: 0, enginePeakBytes: 0 }),
    onOverflow: () => {},
    save: async () => '',
    signal: new AbortController().signal,
    ...changes,
  };
  await trainLoop(parts, INITIAL_STATE);
  return seen;
}

const scalesOf = (feeds: readonly Feeds[]) => feeds.map(({ scale }) => scale!.data[0]);

describe('the batches of an update', () => {
  it('are divided by the weight of all of them together', async () => {
    const feeds = await update([batch([1, 0, 0]), batch([1, 1, 1]), batch([0, 0, 0])]);
    expect(scalesOf(feeds)).to.deep.equal([0.25, 0.25, 0.25]);
  });

  it('are multiplied with 0 where nothing in them carries loss', async () => {
    expect(scalesOf(await update([batch([0, 0]), batch([0, 0])]))).to.deep.equal([0, 0]);
  });

  it('say documents where they came with them', async () => {
    const [first] = await update([batch([1, 1], [1, 2])]);
    expect(first!['documents']).to.deep.equal({ shape: [1, 2], dtype: 'int32', data: Int32Array.of(1, 2) });
    const [plain] = await update([batch([1, 1])]);
    expect(plain).to.not.have.property('documents');
    const other = batch([1, 1], [1, 1]);
    expect((await update([batch([1, 1], [1, 2])], () => other))[0]!['documents']!.data).to.equal(
      other.documents,
    );
  });

  it('are prepared before each update, and no update begins after an interruption meanwhile', async () => {
    const asked: (readonly [number, number])[] = [];
    const saved: number[] = [];
    const controller = new AbortController();
    const changes: Partial<LoopParts> = {
      train: TrainSectionSchema.parse({ steps: 9, accumulate: 2 }),
      lastStep: 9,
      signal: controller.signal,
      prepareBatches: async (k, count) => {
        asked.push([k, count]);
        if (k < 4) return;
        controller.abort(new DOMException('stopped', 'AbortError'));
        controller.signal.throwIfAborted();
      },
      save: async ({ step }) => {
        saved.push(step);
        return '';
      },
    };
    const feeds = await update(new Array<TokenBatch>(18).fill(batch([1])), undefined, changes);
    expect(asked).to.deep.equal([
      [0, 2],
      [2, 2],
      [4, 2],
    ]);
    expect(feeds.length).to.equal(4);
    expect(saved).to.deep.equal([2]);
    const failing = { ...changes, prepareBatches: () => Promise.reject(new RangeError('no text')) };
    const other = update([batch([1])], undefined, { ...failing, signal: new AbortController().signal });
    expect(await other.catch((error: unknown) => error)).to.be.instanceOf(RangeError);
  });

  it('are refused where a tap took their documents, gave some, or gave another number of them', async () => {
    const [apart, joined] = [batch([1, 1], [1, 2]), batch([1, 1])];
    for (const [given, tapped, problem] of [
      [apart, joined, 'lacks `documents`'],
      [joined, apart, 'has `documents`'],
      [apart, { ...joined, documents: new Int32Array(5) }, 'has 5 `documents` for 2 places'],
    ] as const) {
      const error = await update([given], () => tapped).catch((thrown: unknown) => thrown);
      expect(error).to.include({
        code: 'CML4342',
        title: `step 1: a batch ${problem} after the taps of \`data.batch\``,
      });
    }
  });
});
