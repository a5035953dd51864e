// Conformance of optimizers, run on an engine that the fixture brings.
import type { Engine } from '@codex-ml/plugin-api';
import { type Check, check } from '../checks/check.js';
import { demand, demandClose, demandEqual, demandFinite } from '../checks/demand.js';
import {
  type Arrays,
  type Bench,
  gradientsAt,
  initialValues,
  PARAMETERS,
  TRAINABLE,
  withBench,
  zeroGradients,
} from './optimizer-problem.js';
import { optionsSuite } from './options-suite.js';
import { readOptions, type Subject } from './subject.js';

/** What a reference implementation is given; everything else it must know from the options. */
export interface ReferenceProblem {
  readonly parameters: readonly { readonly name: string; readonly decay: boolean }[];
  readonly initial: Arrays;
  /** Gradients of step 1, 2, …, by parameter name. */
  readonly gradients: readonly Arrays[];
  readonly learningRate: number;
}

export interface OptimizerSubject extends Subject<'optimizer'> {
  readonly engine: () => Promise<Engine>;
  /** Parameter values after all steps, worked out on the host in double precision. */
  readonly reference?: (problem: ReferenceProblem) => Readonly<Record<string, ArrayLike<number>>>;
  /** Whether the options ask for weight decay. */
  readonly decays: boolean;
}

export function optimizerSuite(subject: OptimizerSubject): Check[] {
  const bench =
    <T>(use: (bench: Bench) => Promise<T>) =>
    async () =>
      withBench(subject.plugin, readOptions(subject), await subject.engine(), use);
  const { reference } = subject;

  return [
    ...optionsSuite(subject),

    check(
      'has a base learning rate and the same scalars at every step',
      bench(async ({ optimizer }) => {
        const { learningRate } = optimizer;
        demand(Number.isFinite(learningRate) && learningRate > 0, {
          where: '`learningRate`',
          expected: 'a number above 0',
          received: learningRate,
          remedy: 'take it from the options',
        });
        const keys = Object.keys(optimizer.scalars({ step: 1, learningRate }));
        for (const step of [1, 2, 10, 1000, 1_000_000]) {
          const scalars = optimizer.scalars({ step, learningRate });
          const where = `scalars({ step: ${step} })`;
          demandEqual(Object.keys(scalars), keys, {
            where,
            remedy: 'give the same keys in the same order: they are inputs of a compiled program',
          });
          demandFinite(Object.values(scalars), { where, remedy: 'guard powers and divisions' });
        }
      }),
    ),

    check(
      'names its state uniquely and keeps none for frozen parameters',
      bench(async ({ optimizer, parameters }) => {
        const names = optimizer.state.map(({ name }) => name);
        const context = { where: '`state`', remedy: 'name state after the rule and the parameter' };
        demandEqual(new Set(names).size, names.length, context);
        demandEqual(
          names.filter((name) => name.includes('frozen.weight')),
          [],
          {
            ...context,
            remedy: 'skip parameters that are not trainable',
          },
        );
        const own = new Set(parameters.map(({ variable }) => variable));
        demandEqual(optimizer.state.filter(({ variable }) => own.has(variable)).length, 0, {
          ...context,
          remedy: 'list state variables only, not parameters',
        });
      }),
    ),

    check(
      'moves every trainable parameter and no frozen one',
      bench(async ({ step, values }) => {
        await step(1, gradientsAt(1));
        const between = await values();
        await step(2, gradientsAt(2));
        const after = await values();
        for (const { name, trainable } of PARAMETERS) {
          // Steps of one length may lead back to where they began.
          const moved = [between, after].some((each) =>
            each[name]!.some((value, i) => value !== initialValues()[name]![i]),
          );
          demand(moved === trainable, {
            where: `\`${name}\`, ${trainable ? 'trainable' : 'frozen'}, after 1 step and after 2`,
            expected: trainable ? 'other values' : 'the same values',
            received: moved ? 'other values' : 'the same values',
            remedy: 'update exactly the parameters whose `trainable` is true',
          });
          demandFinite(after[name]!, {
            where: `\`${name}\` after 2 steps`,
            remedy: 'guard divisions with an epsilon',
          });
        }
      }),
    ),

    check(
      'goes downhill: a bowl gets shallower',
      bench(async ({ step, values }) => {
        const first = await values();
        for (let i = 1; i <= 30; i++) await step(i, await values());
        const last = await values();
        for (const { name } of TRAINABLE) {
          const [before, after] = [first[name]!, last[name]!].map(sumOfSquares);
          demand(after! < before!, {
            where: `sum of squares of \`${name}\` after 30 steps along its gradient`,
            expected: `less than ${before}`,
            received: after,
            remedy: 'subtract the update, do not add it',
          });
        }
      }),
    ),

    check(
      'takes its learning rate from the scalars: at 0 nothing moves, and more moves further',
      bench(async ({ optimizer, step, values, readState, writeAll }) => {
        const [before, state] = [await values(), await readState()];
        const distanceAt = async (rate: number) => {
          await writeAll(before, state);
          await step(1, gradientsAt(1), rate);
          return distance(await values(), before);
        };
        const remedy = 'multiply the whole update, decay included, by the learning rate given to `scalars`';
        demandEqual(await distanceAt(0), 0, { where: 'distance moved at learning rate 0', remedy });
        const [once, twice] = [
          await distanceAt(optimizer.learningRate),
          await distanceAt(2 * optimizer.learningRate),
        ];
        demand(twice > once * 1.5, {
          where: 'distance moved at twice the learning rate',
          expected: `clearly more than ${once}`,
          received: twice,
          remedy,
        });
      }),
    ),

    check(
      'decays only parameters that ask for it',
      bench(async ({ step, values }) => {
        for (let i = 1; i <= 3; i++) await step(i, zeroGradients());
        const [before, after] = [initialValues(), await values()];
        demandEqual(after['layer.bias'], before['layer.bias'], {
          where: '`layer.bias`, with `decay` false, after 3 steps of zero gradient',
          remedy: 'apply weight decay where `parameter.decay` is true alone',
        });
        const shrunk = after['layer.weight']!.every(
          (value, i) => Math.abs(value) < Math.abs(before['layer.weight']![i]!),
        );
        const same = after['layer.weight']!.every((value, i) => value === before['layer.weight']![i]);
        demand(subject.decays ? shrunk : same, {
          where: '`layer.weight`, with `decay` true, after 3 steps of zero gradient',
          expected: subject.decays ? 'smaller values' : 'the same values',
          received: shrunk ? 'smaller values' : same ? 'the same values' : 'other values',
          remedy: 'shrink towards 0 by learning rate times weight decay',
        });
      }),
    ),

    check('continues from its saved state to the same bits', async () => {
      const engine = await subject.engine();
      const run = <T>(use: (bench: Bench) => Promise<T>) =>
        withBench(subject.plugin, readOptions(subject), engine, use);
      const steps = async ({ step }: Bench, from: number, to: number) => {
        for (let i = from; i <= to; i++) await step(i, gradientsAt(i));
      };
      const straight = await run(async (each) => {
        await steps(each, 1, 8);
        return { values: await each.values(), state: await each.readState() };
      });
      const saved = await run(async (each) => {
        await steps(each, 1, 5);
        return { values: await each.values(), state: await each.readState() };
      });
      const resumed = await run(async (each) => {
        await each.writeAll(saved.values, saved.state);
        await steps(each, 6, 8);
        return { values: await each.values(), state: await each.readState() };
      });
      demandEqual(resumed, straight, {
        where: '5 steps, state saved and restored, 3 more steps; against 8 steps',
        remedy: 'keep everything that changes in `state`, and the step count in `scalars`',
      });
    }),

    check('leaves no tensor behind', async () => {
      const engine = await subject.engine();
      const before = engine.memory().tensors;
      await withBench(subject.plugin, readOptions(subject), engine, async ({ step }) => {
        await step(1, gradientsAt(1));
        const running = engine.memory().tensors;
        for (let i = 2; i <= 5; i++) await step(i, gradientsAt(i));
        demandEqual(engine.memory().tensors, running, {
          where: 'tensors after 5 steps, against 1 step',
          remedy: 'keep nothing but the state variables',
        });
      });
      demandEqual(engine.memory().tensors, before, {
        where: 'tensors after parameters and `state` were disposed',
        remedy: 'list every variable in `state`',
      });
    }),

    ...(reference === undefined
      ? []
      : [
          check(
            'follows the trajectory of the reference',
            bench(async ({ optimizer, step, values }) => {
              const gradients = Array.from({ length: 10 }, (_, i) => gradientsAt(i + 1));
              for (const [i, each] of gradients.entries()) await step(i + 1, each);
              const after = await values();
              const expected = reference({
                parameters: TRAINABLE.map(({ name, decay }) => ({ name, decay })),
                initial: initialValues(),
                gradients,
                learningRate: optimizer.learningRate,
              });
              for (const { name } of TRAINABLE) {
                demandClose(after[name]!, expected[name]!, {
                  where: `\`${name}\` after 10 steps`,
                  remedy:
                    'compare the formula with its paper: order of decay and step, bias correction, epsilon inside or outside the root',
                  relative: 1e-4,
                  absolute: 1e-6,
                });
              }
            }),
          ),
        ]),
  ];
}

function sumOfSquares(values: Float32Array): number {
  return values.reduce((total, value) => total + value * value, 0);
}

function distance(a: Arrays, b: Arrays): number {
  return Math.sqrt(
    Object.keys(a).reduce(
      (total, name) => total + sumOfSquares(a[name]!.map((value, i) => value - b[name]![i]!)),
      0,
    ),
  );
}
