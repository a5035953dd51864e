// A sound extension that taps a hook of each kind, and wrong ones. It averages weights, halves gradients, cleans samples, and
// bounds prompts.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import {
  defineExtension,
  defineOptions,
  type HookHandler,
  type HookName,
  type PluginContext,
  type TrainingAddition,
} from '@codex-ml/plugin-api';
import { conformance, createTestEngine } from '@codex-ml/testkit';
import type { MutationTest } from './mutants.js';

const options = defineOptions({});
const HOOKS = ['data.sample', 'step.end', 'generate.prompt', 'model.built', 'grads.ready'] as const;

type Taps = { readonly [N in (typeof HOOKS)[number]]: HookHandler<N> };

function soundTaps(ctx: PluginContext): Taps {
  const seen: number[] = [];
  return {
    'step.end': ({ loss }) => void seen.push(loss),
    'data.sample': (sample) => (sample.text === '' ? null : { ...sample, text: sample.text.trimEnd() }),
    'generate.prompt': ({ prompt }) => prompt.length < 100,
    'grads.ready': ({ gradients }) => ({ gradients }),
    'model.built': (payload) => {
      const { engine, model, training } = payload;
      const { tf } = engine;
      if (training === undefined) return payload;
      const { name, variable } = model.parameters[0]!;
      const average = tf.tidy(() => tf.variable(variable.clone(), false));
      training.add({
        plugin: ctx.id,
        arrays: [{ name: `weights/${name}`, variable: average }],
        afterUpdate: () => average.assign(tf.add(tf.mul(average, 0.5), tf.mul(variable, 0.5))),
      });
      return payload;
    },
  };
}

type Flaw = (sound: Taps, ctx: PluginContext) => Partial<Taps> | undefined;

/** Change what is added to training. */
const adding = (change: (addition: TrainingAddition, tf: Tf) => TrainingAddition): Flaw => {
  return ({ 'model.built': built }) => ({
    'model.built': (payload) => {
      const { training, engine } = payload;
      if (training === undefined) return built(payload);
      return built({ ...payload, training: { add: (given) => training.add(change(given, engine.tf)) } });
    },
  });
};

type Tf = Parameters<HookHandler<'model.built'>>[0]['engine']['tf'];

export function extensionMutation(): MutationTest {
  const engine = createTestEngine(tfjs, { device: 'cpu' });
  const checksFor =
    (flaw: Flaw = () => ({}), hooks: readonly HookName[] = HOOKS) =>
    () =>
      conformance.extension({
        plugin: defineExtension({
          id: 'taps',
          apiVersion: '^1.1',
          options,
          setup: ({ ctx }) => {
            const sound = soundTaps(ctx);
            const flawed = flaw(sound, ctx);
            if (flawed === undefined) return;
            const taps = { ...sound, ...flawed };
            for (const hook of HOOKS) ctx.hooks.tap(hook, taps[hook] as HookHandler<typeof hook>);
          },
        }),
        hooks,
        engine: engine.get,
      });
  const mutant = (flaw: string, caughtBy: string, taps: Flaw) => ({
    flaw,
    caughtBy,
    checks: checksFor(taps),
  });
  let samples = 0;

  return {
    kind: 'extensions',
    sound: checksFor(),
    close: engine.close,
    mutants: [
      mutant(
        'taps nothing',
        'taps hooks while it is set up, and only those that its manifest declares',
        () => undefined,
      ),
      {
        flaw: 'taps a hook that it does not declare',
        caughtBy: 'taps hooks while it is set up, and only those that its manifest declares',
        checks: checksFor(() => ({}), ['step.end']),
      },
      mutant(
        'is async where the hook is sync',
        'answers every hook as the policy of the hook asks',
        (sound) => ({
          'data.sample': (async (sample: never) => sound['data.sample'](sample)) as never,
        }),
      ),
      mutant('transforms into nothing', 'answers every hook as the policy of the hook asks', () => ({
        'data.sample': (() => undefined) as never,
      })),
      mutant('loses a field on the way', 'answers every hook as the policy of the hook asks', () => ({
        'data.sample': (({ id, text }: { id: string; text: string }) => ({ id, text })) as never,
      })),
      mutant('says yes where true is meant', 'answers every hook as the policy of the hook asks', () => ({
        'generate.prompt': (() => 'yes') as never,
      })),
      mutant('breaks on hostile text', 'answers every hook as the policy of the hook asks', () => ({
        'generate.prompt': ({ prompt }) => decodeURIComponent(encodeURIComponent(prompt).slice(0, 4)) !== '',
      })),
      mutant('writes into the payload', 'leaves payloads as they are, and answers with new ones', () => ({
        'data.sample': (sample) => Object.assign(sample, { text: sample.text.trim() }),
      })),
      mutant(
        'counts in its module',
        'gives the same answers in another run, also when two runs go on at once',
        () => ({ 'data.sample': (sample) => ({ ...sample, text: `${++samples} ${sample.text}` }) }),
      ),
      mutant('prints', 'writes nothing to stdout', (sound) => ({
        'step.end': (payload) => {
          process.stdout.write('a step\n');
          sound['step.end'](payload);
        },
      })),
      mutant('loses the model', 'hands on a model that works, whether it is trained or only used', () => ({
        'model.built': (({ engine }: object & { engine?: unknown }) => ({ engine })) as never,
      })),
      mutant(
        'spoils the logits',
        'hands on a model that works, whether it is trained or only used',
        (sound) => ({
          'model.built': async (payload) => {
            const { model, engine } = payload;
            const forward: typeof model.forward = (...args) =>
              engine.tf.log(engine.tf.mul(model.forward(...args), 0));
            return sound['model.built']({ ...payload, model: { ...model, forward } });
          },
        }),
      ),
      mutant(
        'gives two arrays one name',
        'keeps what it adds to training in arrays with names of their own',
        adding((addition) => ({ ...addition, arrays: [...addition.arrays, ...addition.arrays] })),
      ),
      mutant(
        'gives weights the wrong shape',
        'keeps what it adds to training in arrays with names of their own',
        adding((addition) => ({
          ...addition,
          arrays: addition.arrays.map((array) => ({ ...array, name: 'weights/bias' })),
        })),
      ),
      mutant(
        'counts updates in a plain number',
        'continues what it added to training from a checkpoint to the same bits',
        adding((addition, tf) => {
          const { variable } = addition.arrays[0]!;
          let updates = 0;
          return { ...addition, afterUpdate: () => variable.assign(tf.add(variable, ++updates)) };
        }),
      ),
      mutant('drops a gradient', 'transforms gradients into gradients of the same names and shapes', () => ({
        'grads.ready': ({ gradients: { bias: _, ...rest } }) => ({ gradients: rest }),
      })),
      mutant(
        'divides by nothing',
        'transforms gradients into gradients of the same names and shapes',
        (sound) => {
          let ops: Tf | undefined;
          return {
            'model.built': (payload) => {
              ops = payload.engine.tf;
              return sound['model.built'](payload);
            },
            'grads.ready': ({ gradients }) => ({
              gradients: Object.fromEntries(
                Object.entries(gradients).map(([name, gradient]) => [name, ops!.div(gradient, 0)]),
              ),
            }),
          };
        },
      ),
      mutant(
        'keeps a tensor with every update',
        'leaves no tensor behind',
        adding((addition, tf) => ({
          ...addition,
          afterUpdate: () => {
            addition.afterUpdate();
            tf.keep(tf.scalar(1));
          },
        })),
      ),
      mutant(
        'does not list an array that it makes',
        'leaves no tensor behind',
        adding((addition, tf) => {
          tf.variable(tf.scalar(0), false);
          return addition;
        }),
      ),
    ],
  };
}
