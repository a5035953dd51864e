// Conformance of engines: right numbers, right gradients, state that stays, feeds that are checked, nothing leaked.
import type { Engine } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand } from '../../checks/demand.js';
import { testContext } from '../../fixtures/test-context.js';
import { optionsSuite } from '../options-suite.js';
import { readOptions, type Subject } from '../subject.js';
import type { GetEngine } from './get-engine.js';
import { insightChecks } from './insight-checks.js';
import { numberChecks } from './number-checks.js';
import { programChecks } from './program-checks.js';
import { stateChecks } from './state-checks.js';

export interface EngineSubject extends Subject<'engine'> {
  /** Largest relative error of an operator. Default 1e-4, for float32. */
  readonly tolerance?: number;
}

/** The checks share one engine, which the last check disposes. */
export function engineSuite(subject: EngineSubject): Check[] {
  const ctx = testContext({ id: 'test/engine' });
  let engine: Promise<Engine> | undefined;
  const getEngine: GetEngine = () => {
    engine ??= (async () => subject.plugin.create({ options: readOptions(subject), ctx }))();
    return engine;
  };

  return [
    ...optionsSuite(subject),
    ...numberChecks(getEngine, subject.tolerance ?? 1e-4),
    ...programChecks(getEngine),
    ...stateChecks(getEngine),
    ...insightChecks(getEngine),

    check('can be disposed, twice, and then refuses to run', async () => {
      const used = await getEngine();
      await used.dispose();
      await used.dispose();
      await ctx.close();
      engine = undefined;
      let compiled = false;
      try {
        const program = await used.compile('late', ({ a }) => ({ out: used.tf.add(a, 1) }), {
          inputs: { a: { shape: [1], dtype: 'float32' } },
          state: [],
        });
        await program.run({ a: { shape: [1], dtype: 'float32', data: new Float32Array(1) } });
        compiled = true;
      } catch {
        // As it should.
      }
      demand(!compiled, {
        where: 'compile and run after dispose()',
        expected: 'an error',
        received: 'a result',
        remedy: 'remember that the engine was disposed and refuse further work',
      });
    }),
  ];
}
