// A sound optimizer, momentum with decoupled decay, and wrong ones.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import {
  defineOptimizer,
  defineOptions,
  type Optimizer,
  type Parameter,
  type Tensor,
  type TfCore,
} from '@codex-ml/plugin-api';
import { conformance, createTestEngine, type ReferenceProblem } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

const options = defineOptions({});
const [RATE, MOMENTUM, DECAY] = [0.05, 0.9, 0.1];

interface Flaws {
  readonly uphill?: boolean;
  readonly decaysAll?: boolean;
  readonly movesFrozen?: boolean;
  readonly fixedRate?: boolean;
  readonly hidesState?: boolean;
  readonly keepsTensors?: boolean;
  readonly extraScalar?: boolean;
  readonly twoNames?: boolean;
  readonly momentum?: number;
}

function createMomentum(tf: TfCore, parameters: readonly Parameter[], flaws: Flaws): Optimizer {
  const used = parameters.filter(({ trainable }) => trainable);
  const speeds = used.map(({ variable }) => tf.tidy(() => tf.variable(tf.zeros(variable.shape), false)));
  const named = used.map(({ name }, i) => ({
    name: `momentum/${flaws.twoNames ? 'same' : name}`,
    variable: speeds[i]!,
  }));
  return {
    learningRate: RATE,
    state: flaws.hidesState ? [] : named,
    scalars: ({ step, learningRate }) => ({
      rate: learningRate,
      ...(flaws.extraScalar && step > 1 ? { step } : {}),
    }),
    update(gradients, scalars) {
      const rate: Tensor = flaws.fixedRate ? tf.scalar(RATE) : scalars['rate']!;
      for (const [i, { name, variable, decay }] of used.entries()) {
        const speed = tf.add(tf.mul(speeds[i]!, flaws.momentum ?? MOMENTUM), gradients[name]!);
        if (flaws.keepsTensors) tf.keep(tf.clone(speed));
        speeds[i]!.assign(speed);
        const kept = decay || flaws.decaysAll ? tf.mul(variable, tf.sub(1, tf.mul(rate, DECAY))) : variable;
        const move = tf.mul(rate, speed);
        variable.assign(flaws.uphill ? tf.add(kept, move) : tf.sub(kept, move));
      }
      if (!flaws.movesFrozen) return;
      for (const { trainable, variable } of parameters) {
        if (!trainable) variable.assign(tf.mul(variable, 0.9));
      }
    },
  };
}

function reference({ parameters, initial, gradients, learningRate }: ReferenceProblem) {
  return Object.fromEntries(
    parameters.map(({ name, decay }) => {
      const values = Float64Array.from(initial[name]!);
      const speed = new Float64Array(values.length);
      for (const each of gradients) {
        for (let i = 0; i < values.length; i++) {
          speed[i] = MOMENTUM * speed[i]! + each[name]![i]!;
          values[i] = values[i]! * (decay ? 1 - learningRate * DECAY : 1) - learningRate * speed[i]!;
        }
      }
      return [name, values];
    }),
  );
}

export function optimizerMutation(): MutationTest {
  const engine = createTestEngine(tfjs, { device: 'cpu' });
  const checksFor =
    (flaws: Flaws = {}) =>
    () =>
      conformance.optimizer({
        plugin: defineOptimizer({
          id: 'momentum',
          apiVersion: '^1.0',
          options,
          create: ({ tf, parameters }) => createMomentum(tf, parameters, flaws),
        }),
        engine: engine.get,
        decays: true,
        reference,
      });
  const mutant = (flaw: string, caughtBy: string, flaws: Flaws) => ({
    flaw,
    caughtBy,
    checks: checksFor(flaws),
  });

  return {
    kind: 'optimizers',
    sound: checksFor(),
    close: engine.close,
    mutants: [
      mutant('goes uphill', 'goes downhill: a bowl gets shallower', { uphill: true }),
      mutant('decays vectors', 'decays only parameters that ask for it', { decaysAll: true }),
      mutant('moves frozen parameters', 'moves every trainable parameter and no frozen one', {
        movesFrozen: true,
      }),
      mutant(
        'bakes the learning rate in',
        'takes its learning rate from the scalars: at 0 nothing moves, and more moves further',
        { fixedRate: true },
      ),
      mutant('leaves its state out of `state`', 'continues from its saved state to the same bits', {
        hidesState: true,
      }),
      mutant('keeps tensors', 'leaves no tensor behind', { keepsTensors: true }),
      mutant(
        'adds a scalar at the second step',
        'has a base learning rate and the same scalars at every step',
        {
          extraScalar: true,
        },
      ),
      mutant('gives two arrays one name', 'names its state uniquely and keeps none for frozen parameters', {
        twoNames: true,
      }),
      mutant('has another momentum', 'follows the trajectory of the reference', { momentum: 0.8 }),
    ],
  };
}
