// The scale of the loss over a run: a loop over updates that overflow where a test says so.
import { TrainSectionSchema } from '@codex-ml/config';
import type { HookBus } from '@codex-ml/kernel';
import type { LanguageModel, MetricRow } from '@codex-ml/plugin-api';
import {
  INITIAL_LOSS_SCALE,
  INITIAL_STATE,
  type LoopParts,
  type LossScale,
  nextLossScale,
  stateFromJson,
  stateToJson,
  TrackerFanout,
  type TrainState,
  trainLoop,
} from '@codex-ml/runtime';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';

describe('nextLossScale', () => {
  it('halves after an overflow, and doubles after 2,000 updates without', () => {
    let scale = nextLossScale(INITIAL_LOSS_SCALE, true);
    expect(scale).to.deep.equal({ factor: 32768, updates: 0 });
    for (let i = 0; i < 1999; i++) scale = nextLossScale(scale, false);
    expect(scale).to.deep.equal({ factor: 32768, updates: 1999 });
    expect(nextLossScale(scale, false)).to.deep.equal({ factor: 65536, updates: 0 });
    expect(nextLossScale(scale, true)).to.deep.equal({ factor: 16384, updates: 0 });
  });

  it('stays between 1 and 2^24', () => {
    expect(nextLossScale({ factor: 1, updates: 5 }, true).factor).to.equal(1);
    expect(nextLossScale({ factor: 2 ** 24, updates: 1999 }, false).factor).to.equal(2 ** 24);
  });
});

/** A run of `steps` updates whose gradients overflow above a scale that depends on the step. */
function makeRun(limit: (update: number) => number, scalesLoss = true) {
  const rows: MetricRow[] = [];
  const skipped: [step: number, lossScale: number][] = [];
  const used: (number | undefined)[] = [];
  const hooks = {
    call(name: string, payload: unknown) {
      if (name === 'metric') rows.push(payload as MetricRow);
      return payload;
    },
  } as unknown as HookBus;
  const parts = (steps: number): LoopParts => ({
    train: TrainSectionSchema.parse({ steps, logEvery: 1 }),
    lastStep: steps,
    model: { randomInputs: [] } as unknown as LanguageModel,
    optimizer: { learningRate: 0.1, state: [], scalars: () => ({}), update: () => {} },
    schedule: { factor: () => 1 },
    programs: {
      scalesLoss,
      scratch: [],
      update: async (_, __, lossScale) => {
        used.push(lossScale);
        const overflows = lossScale !== undefined && lossScale > limit(used.length);
        return { loss: 2, gradientNorm: overflows ? Number.POSITIVE_INFINITY : 1 };
      },
      dispose: () => {},
    },
    batchAt: () => ({
      rows: 1,
      length: 1,
      inputs: Int32Array.of(0),
      targets: Int32Array.of(0),
      weights: Float32Array.of(1),
    }),
    evaluate: null,
    better: 'lower',
    rng: createRng(1),
    hooks,
    trackers: new TrackerFanout([], { patienceMs: 1, maxFailures: 1, onFailure: () => {} }),
    measureMemory: () => ({ peakResidentBytes: 0, enginePeakBytes: 0 }),
    onOverflow: (step, lossScale) => skipped.push([step, lossScale]),
    save: async () => '',
    signal: new AbortController().signal,
  });
  const train = async (steps: number, from: TrainState) => (await trainLoop(parts(steps), from)).state;
  return { train, rows, skipped, used };
}

const valuesOf = (rows: readonly MetricRow[], metric: string) =>
  rows.filter((row) => row.metric === metric).map(({ step, value }) => [step, value]);

describe('a run whose loss is scaled', () => {
  it('goes on after an overflow with half the scale, and reports it', async () => {
    const { train, rows, skipped, used } = makeRun(() => 2 ** 14);
    const state = await train(4, INITIAL_STATE);
    expect(used).to.deep.equal([65536, 32768, 16384, 16384]);
    expect(skipped).to.deep.equal([
      [1, 32768],
      [2, 16384],
    ]);
    expect(state).to.deep.include({ step: 4, lossScale: { factor: 16384, updates: 2 } });
    expect(valuesOf(rows, 'loss_scale')).to.deep.equal(used.map((scale, i) => [i + 1, scale]));
    // What overflowed has no norm.
    expect(valuesOf(rows, 'gradient_norm')).to.deep.equal([
      [3, 1],
      [4, 1],
    ]);
  });

  it('goes on with the same scale after a resume', async () => {
    const limit = (update: number) => (update > 6 ? 2 ** 13 : 2 ** 15);
    const whole = makeRun(limit);
    await whole.train(10, INITIAL_STATE);
    const parted = makeRun(limit);
    const stored = stateToJson(await parted.train(4, INITIAL_STATE), 'hash');
    await parted.train(10, stateFromJson(JSON.parse(JSON.stringify(stored))));
    expect(parted.used).to.deep.equal(whole.used);
    expect(new Set(whole.used).size).to.equal(4);
  });

  it('ends where gradients overflow at the smallest scale too', async () => {
    const { train } = makeRun(() => 0);
    const lossScale: LossScale = { factor: 1, updates: 0 };
    const error = await train(2, { ...INITIAL_STATE, lossScale }).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'CML6301' });
  });

  it('has nothing of it in its state and its rows where the engine scales nothing', async () => {
    const { train, rows, used } = makeRun(() => 0, false);
    expect(await train(2, INITIAL_STATE)).to.deep.equal({ ...INITIAL_STATE, step: 2, tokens: 2 });
    expect(used).to.deep.equal([undefined, undefined]);
    expect(valuesOf(rows, 'loss_scale')).to.deep.equal([]);
  });
});
