// The PyTorch that the benchmarks race against computes what ours does: losses of training, ids of decoding, with each tuning.
import { expect } from 'chai';
import { type BenchSides, loadBenchSides, type Sizes } from '../scripts/bench-sides.js';
import { installPeers, peerInterpreter } from './peer.js';

const SIZES: Sizes = { layers: 2, heads: 4, width: 32, context: 24, batch: 3, vocabulary: 37 };
const TUNINGS: Readonly<Record<string, object>> = {
  'mask apart': { attention: 'masked' },
  'mask in the product': { attention: 'added' },
  'attention in halves, vectors, one kernel for all arrays': {
    attention: 'halves',
    rows: 'vector',
    foreach: true,
  },
};

interface Answers {
  readonly parameters: number;
  readonly losses: readonly number[];
  readonly ids: readonly number[];
}

describe('the PyTorch peer of the benchmarks', function () {
  this.timeout(30 * 60_000);
  const peers = new Map<string, Answers>();
  let ours: Answers;

  before(async () => {
    installPeers();
    const bench = await loadBenchSides();
    // wide enough weights that decoded ids depend on every layer
    const settings = { sizes: SIZES, adamw: bench.ADAMW, engine: 'std/tfjs', initStd: 0.2 };
    await bench.withWeights(settings, async (weights) => {
      ours = await ask(bench, () => bench.startOurs(settings));
      for (const [name, change] of Object.entries(TUNINGS)) {
        const tuning = { ...bench.tuningOf('train-step', 'S'), ...change };
        const given = { ...settings, weights, tuning, python: peerInterpreter() };
        peers.set(name, await ask(bench, () => bench.startPyTorch(given)));
      }
    });
  });

  async function ask(bench: BenchSides, start: BenchSides['startOurs']): Promise<Answers> {
    const { side, about } = await start({});
    try {
      const { ids } = await side.ask<Answers>({ do: 'decode', prompt: [1, 5, 9], tokens: 20 });
      const batches = Array.from({ length: 6 }, (_, k) => bench.makeBatch(SIZES, k));
      const { losses } = await side.ask<Answers>({ do: 'train', batches });
      return { parameters: about.parameters, losses, ids };
    } finally {
      await side.stop();
    }
  }

  for (const name of Object.keys(TUNINGS)) {
    it(`has our parameters, losses and ids: ${name}`, () => {
      const { parameters, losses, ids } = peers.get(name)!;
      expect(parameters).to.equal(ours.parameters);
      expect(ids).to.deep.equal(ours.ids);
      expect(new Set(ids).size).to.be.greaterThan(3);
      losses.forEach((loss, i) => {
        expect(loss, `step ${i + 1}`).to.be.closeTo(ours.losses[i]!, 1e-4);
      });
    });
  }
});
