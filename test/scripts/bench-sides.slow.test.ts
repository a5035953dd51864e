// The benchmarks compare like with like: sides start from the same weights and compute the same losses, or there is no figure.
import { expect } from 'chai';
import { type BenchSides, loadBenchSides, type OpenedSide } from './bench-sides.js';

describe('the sides of the training benchmark', function () {
  this.timeout(120_000);
  let bench: BenchSides;
  const opened: OpenedSide[] = [];

  before(async () => {
    bench = await loadBenchSides();
  });
  afterEach(async () => {
    for (const { side } of opened.splice(0)) await side.stop();
  });

  async function openSides(ourStd: number): Promise<void> {
    const settings = {
      sizes: bench.CONFIGS['T']!,
      adamw: bench.ADAMW,
      engine: 'std/tfjs',
      engineOptions: { device: 'wasm' },
    };
    await bench.withWeights(settings, async (weights) => {
      opened.push(await bench.startOurs({ ...settings, initStd: ourStd }));
      opened.push(await bench.startTfjsWasm({ ...settings, weights }));
    });
  }

  const race = () =>
    bench.alternateTraining(
      opened.map(({ side }) => side),
      bench.CONFIGS['T']!,
      { rounds: 1, seconds: 1 },
    );

  it('have as many parameters, compute the same losses and are timed in turns', async () => {
    await openSides(0.02);
    expect(opened[0]!.about.parameters).to.equal(opened[1]!.about.parameters);
    for (const { median, rounds } of await race()) {
      expect(median).to.be.greaterThan(0);
      expect(rounds).to.equal(1);
    }
  });

  it('end the benchmark where their losses differ', async () => {
    await openSides(0.1);
    const failure = await race().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(RangeError);
    expect((failure as Error).message).to.match(/^step 1: the loss is .* for ours, .* for tfjs-wasm$/);
  });

  it('say what went wrong, and how a process ended', async () => {
    await openSides(0.02);
    const [{ side }] = opened as [OpenedSide];
    const ask = () => side.ask({ do: 'decode', prompt: [], tokens: 1 }).catch(String);
    expect(await ask()).to.match(/ours failed: program `decode`/);
    await side.stop();
    expect(await ask()).to.equal('Error: ours ended: exit code 0');
  });
});

describe('the batches of the training benchmark', () => {
  it('are the same each time, differ from each other, and stay inside the vocabulary', async () => {
    const { CONFIGS, makeBatch } = await loadBenchSides();
    for (const sizes of Object.values(CONFIGS)) {
      const batch = makeBatch(sizes, 3);
      expect(makeBatch(sizes, 3)).to.deep.equal(batch);
      expect(makeBatch(sizes, 4).ids).not.to.deep.equal(batch.ids);
      expect(batch.ids).to.have.length(sizes.batch * sizes.context);
      expect(Math.min(...batch.ids, ...batch.targets)).to.be.at.least(0);
      expect(Math.max(...batch.ids, ...batch.targets)).to.be.below(sizes.vocabulary);
    }
  });
});
