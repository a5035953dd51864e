// torch.optim goes the ways of our optimizers, and of the golden trajectories that their unit tests hold them to.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import { createTestEngine } from '@codex-ml/testkit';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import { expectSamePath } from './cases/compare-answers.js';
import { BOWL, descendOurs, OPTIMIZER_CASES, type Path } from './cases/optimizer-cases.js';
import { expectGolden } from './golden.js';
import { askPeer, installPeers } from './peer.js';

/** Step to position, computed by hand-written decimal arithmetic. */
type Goldens = Readonly<Record<string, Readonly<Record<number, readonly number[]>>>>;

const GOLDEN_NAMES: Readonly<Record<string, string>> = {
  adamw: 'ADAMW',
  'sgd-plain': 'SGD_PLAIN',
  'sgd-momentum': 'SGD_MOMENTUM',
  'sgd-nesterov': 'SGD_NESTEROV',
};

describe('torch.optim', function () {
  this.timeout(30 * 60_000);
  const engine = createTestEngine(tfjs, { device: 'cpu' });
  const paths = new Map<string, Path>();
  before(() => {
    installPeers();
    const names = Object.keys(OPTIMIZER_CASES);
    const cases = Object.values(OPTIMIZER_CASES).map(({ torch }) => torch);
    const answers = askPeer<readonly Path[]>('torch_optimizers', { ...BOWL, cases });
    names.forEach((name, i) => {
      paths.set(name, answers[i]!);
    });
  });
  after(() => engine.close());

  for (const [name, each] of Object.entries(OPTIMIZER_CASES)) {
    it(`goes the way of ${name}`, async () => {
      expectSamePath(await descendOurs(await engine.get(), each), paths.get(name)!);
    });
  }

  it('agrees with the golden trajectories of the unit tests to nine digits', async () => {
    const file = join(ROOT, 'plugins/optimizers/dist-test/golden-trajectories.js');
    const goldens = (await import(pathToFileURL(file).href)) as Goldens;
    for (const [name, constant] of Object.entries(GOLDEN_NAMES)) {
      for (const [step, expected] of Object.entries(goldens[constant]!)) {
        paths.get(name)![Number(step) - 1]!.forEach((value, i) => {
          expect(value, `${constant}, step ${step}`).to.be.closeTo(expected[i]!, 2e-9);
        });
      }
    }
  });

  it('answers as it did when the golden file was written', () => {
    expectGolden('optimizers', Object.fromEntries(paths));
  });
});
