// The eager engine as the sound one, and engines that spoil one thing of it.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import {
  defineEngine,
  type Engine,
  type EngineFeature,
  type Program,
  type TfCore,
} from '@codex-ml/plugin-api';
import { conformance } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

type AnyProgram = Program<string, string>;

const checksFor =
  (flaw: (sound: Engine) => Partial<Engine> = () => ({})) =>
  () =>
    conformance.engine({
      plugin: defineEngine({
        id: 'spoiled',
        apiVersion: '^1.0',
        options: tfjs.options,
        create: async (setup) => {
          const sound = await tfjs.create(setup);
          return { ...sound, ...flaw(sound) };
        },
      }),
      options: { device: 'cpu' },
    });

/** Spoil the tensor library that programs see. */
const withOps = (flaw: (tf: TfCore) => Partial<Record<keyof TfCore, unknown>>) =>
  checksFor(({ tf }) => ({ tf: { ...tf, ...flaw(tf) } as TfCore }));

/** Spoil every program. */
const withPrograms = (flaw: (program: AnyProgram, engine: Engine) => Partial<AnyProgram>) =>
  checksFor((sound) => ({
    compile: async (...args: Parameters<Engine['compile']>) => {
      const program: AnyProgram = await sound.compile(...args);
      return { ...program, ...flaw(program, sound) };
    },
  }));

const withFeature = (feature: EngineFeature) =>
  checksFor(({ features }) => ({ features: new Set([...features, feature]) }));

export function engineMutation(): MutationTest {
  let noise = 0;
  return {
    kind: 'engines',
    sound: checksFor(),
    mutants: [
      {
        flaw: 'computes erf as tanh',
        caughtBy: 'computes every operator of a language model as the reference does',
        checks: withOps((tf) => ({ erf: tf.tanh })),
      },
      {
        flaw: 'ignores that an operand is transposed',
        caughtBy: 'computes every operator of a language model as the reference does',
        checks: withOps((tf) => ({
          matMul: (...[a, b]: Parameters<TfCore['matMul']>) => tf.matMul(a, b, false, false),
        })),
      },
      {
        flaw: 'doubles gradients',
        caughtBy: 'has gradients that agree with finite differences',
        checks: withOps((tf) => ({
          variableGrads: (...args: Parameters<TfCore['variableGrads']>) => {
            const { value, grads } = tf.variableGrads(...args);
            return {
              value,
              grads: Object.fromEntries(Object.entries(grads).map(([name, each]) => [name, tf.mul(each, 2)])),
            };
          },
        })),
      },
      {
        flaw: 'states as its peak what it holds now',
        caughtBy: 'states the peak of its memory, which never falls and has the results of runs in it',
        checks: checksFor(({ memory }) => ({
          memory: () => ({ ...memory(), peakBytes: memory().bytes }),
        })),
      },
      {
        flaw: 'profiles one run of two',
        caughtBy: 'profiles runs without changing their results, where it offers that',
        checks: checksFor(({ profiler }) => ({
          profiler: {
            start: (options) => profiler!.start(options),
            stop: async () => ({ events: (await profiler!.stop()).events.slice(3) }),
          },
        })),
      },
      {
        flaw: 'estimates by running',
        caughtBy: 'estimates a program without running it, where it offers that',
        checks: checksFor((sound) => ({
          async estimate(name, fn, spec) {
            const program = await sound.compile(name, fn, spec);
            const feeds = Object.entries<{ shape: readonly (number | null)[] }>(spec.inputs).map(
              ([input, { shape }]) => {
                const size = shape.reduce<number>((product, length) => product * length!, 1);
                return [input, { shape, dtype: 'float32', data: new Float32Array(size).fill(1) }];
              },
            );
            await program.run(Object.fromEntries(feeds));
            return {
              matmulFlops: 2 * 512 * 512,
              otherBytes: 1,
              operators: 2,
              intermediateBytes: 2 ** 20,
              workspaceBytes: 2 ** 20,
              stateBytes: 2 ** 11,
            };
          },
        })),
      },
      {
        flaw: 'times parts whatever memory they take',
        caughtBy: 'times the parts of a program without running it, where it offers that',
        checks: checksFor(() => ({ time: async () => ({ seconds: 1, timed: 1, parts: 2 }) })),
      },
      {
        flaw: 'adds noise and calls itself deterministic',
        caughtBy: 'gives the same bits again, where it declares `deterministic`',
        checks: withOps((tf) => ({
          softmax: (...args: Parameters<TfCore['softmax']>) => tf.add(tf.softmax(...args), ++noise * 1e-6),
        })),
      },
      {
        flaw: 'drops feeds that it does not know',
        caughtBy: 'refuses feeds that do not fit',
        checks: withPrograms((program) => ({
          run: (feeds, outputs) => {
            const { c: _, ...known } = feeds as Record<string, (typeof feeds)[string]>;
            return program.run(known, outputs);
          },
        })),
      },
      {
        flaw: 'brings back every output',
        caughtBy: 'brings back the outputs that are asked for, and no others',
        checks: withPrograms((program) => ({ run: (feeds) => program.run(feeds) })),
      },
      {
        flaw: 'gives the same array again',
        caughtBy: 'leaves feeds alone, and gives results that later runs do not change',
        checks: withPrograms((program) => {
          let first: Awaited<ReturnType<AnyProgram['run']>> | undefined;
          return {
            run: async (feeds, outputs) => {
              const result = await program.run(feeds, outputs);
              first ??= result;
              for (const [name, { data }] of Object.entries(result)) first[name]!.data.set(data);
              return first;
            },
          };
        }),
      },
      {
        flaw: 'fixes its sizes at the first run',
        caughtBy: 'takes any size where a dimension is null',
        checks: withPrograms((program) => {
          let first: Awaited<ReturnType<AnyProgram['run']>> | undefined;
          return {
            run: async (feeds, outputs) => {
              first ??= await program.run(feeds, outputs);
              return first;
            },
          };
        }),
      },
      {
        flaw: 'declares `compiled` and is not',
        caughtBy: 'traces once where it declares `compiled`',
        checks: withFeature('compiled'),
      },
      {
        flaw: 'declares a fused kernel that it does not have',
        caughtBy: 'has the kernels of the fused operators that it declares',
        checks: withFeature('fused-dreams'),
      },
      {
        flaw: 'runs disposed programs',
        caughtBy: 'refuses to run a program that was disposed',
        checks: withPrograms(() => ({ dispose: () => undefined })),
      },
      {
        flaw: 'starts every run from the first state',
        caughtBy: 'keeps the values of variables from run to run, and shows the new ones to later operators',
        checks: checksFor((sound) => ({
          compile: async (...args: Parameters<Engine['compile']>) => {
            const program: AnyProgram = await sound.compile(...args);
            const [, , { state }] = args;
            const first = await Promise.all(state.map((variable) => sound.read(variable)));
            const run: AnyProgram['run'] = async (feeds, outputs) => {
              for (const [i, variable] of state.entries()) await sound.write(variable, first[i]!);
              return program.run(feeds, outputs);
            };
            return { ...program, run };
          },
        })),
      },
      {
        flaw: 'forgets what was written',
        caughtBy: 'shows programs what was written, and shares state between programs',
        checks: checksFor(() => ({ write: async () => undefined })),
      },
      {
        flaw: 'hands out the array that it gave before',
        caughtBy: 'reads and writes copies',
        checks: checksFor((sound) => {
          const cached = new Map<unknown, Awaited<ReturnType<Engine['read']>>>();
          return {
            read: async (variable) => {
              const data = cached.get(variable) ?? (await sound.read(variable));
              cached.set(variable, data);
              return data;
            },
          };
        }),
      },
      {
        flaw: 'cuts what is written to fit',
        caughtBy: 'refuses to write data of another size or type',
        checks: checksFor((sound) => ({
          write: async (variable, data) => {
            const fitting = new Float32Array(variable.size);
            fitting.set(Float32Array.from(data).slice(0, variable.size));
            await sound.write(variable, fitting);
          },
        })),
      },
      {
        flaw: 'leaks a tensor with every run',
        caughtBy: 'leaves no tensor behind, whether runs succeed or fail',
        checks: withPrograms((program, { tf }) => ({
          run: (feeds, outputs) => {
            tf.keep(tf.scalar(1));
            return program.run(feeds, outputs);
          },
        })),
      },
      {
        flaw: 'runs on after it was disposed',
        caughtBy: 'can be disposed, twice, and then refuses to run',
        checks: checksFor(() => ({ dispose: async () => undefined })),
      },
    ],
  };
}
