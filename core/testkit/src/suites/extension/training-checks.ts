// Checks of what an extension does to a model and to training, on a tiny model. They pass where it taps no hook of tensors.
import type { HostArray } from '@codex-ml/plugin-api';
import { type Check, check } from '../../checks/check.js';
import { demand, demandEqual, demandFinite } from '../../checks/demand.js';
import { ints } from '../engine/host-values.js';
import { eachModel, variablesOf, withTrained } from './adapted-model.js';
import { type ExtensionSubject, engineOf, tappedHooks, withExtension } from './extension-subject.js';

const WEIGHTS = 'weights/';

export function trainingChecks(subject: ExtensionSubject): Check[] {
  return [
    check('hands on a model that works, whether it is trained or only used', () =>
      eachModel(subject, async ({ engine, model }) => {
        const { vocabularySize } = model.shape;
        const program = await engine.compile(
          'forward',
          ({ ids }) => ({ logits: model.forward(ids, { training: false, random: {} }) }),
          { inputs: { ids: { shape: [2, 3], dtype: 'int32' } }, state: variablesOf(model) },
        );
        const { logits } = await program.run({ ids: ints([2, 3], [0, 1, 2, 3, 4, 5]) });
        program.dispose();
        const context = {
          where: 'forward of the model that `model.built` handed on',
          remedy: 'hand `forward` on, with every variable it reads in `parameters`',
        };
        demandEqual(logits.shape, [2, 3, vocabularySize], context);
        demandFinite(logits.data, context);
      }),
    ),

    check('keeps what it adds to training in arrays with names of their own', () =>
      eachModel(subject, async ({ additions, model, trained }) => {
        const context = { where: '`training.add`', remedy: 'pass `ctx.id`, and one name per array' };
        demand(trained || additions.length === 0, {
          ...context,
          expected: 'nothing where `training` is absent',
          received: `${additions.length} additions`,
        });
        const parameters = new Set(model.parameters.map(({ variable }) => variable));
        demand(additions.filter(({ validate }) => validate === true).length <= 1, {
          ...context,
          expected: 'one addition at most whose weights are validated',
          received: 'several',
        });
        for (const { plugin, arrays, validate } of additions) {
          demand(validate !== true || arrays.some(({ name }) => name.startsWith(WEIGHTS)), {
            ...context,
            expected: 'arrays named `weights/<parameter>` where `validate` is set',
            received: 'none',
          });
          demandEqual(plugin, 'test/extension', context);
          const names = arrays.map(({ name }) => name);
          demandEqual(new Set(names).size, names.length, context);
          demandEqual(arrays.filter(({ variable }) => parameters.has(variable)).length, 0, {
            where: 'arrays that are parameters of the model',
            remedy: 'list your own variables only: the model’s are stored already',
          });
          for (const { name, variable } of arrays) {
            if (!name.startsWith(WEIGHTS)) continue;
            const parameter = model.parameters.find((each) => each.name === name.slice(WEIGHTS.length));
            demandEqual(variable.shape, parameter?.variable.shape, {
              where: `array \`${name}\``,
              remedy: 'an array named `weights/<parameter>` stands for that parameter, and has its shape',
            });
          }
        }
      }),
    ),

    check('continues what it added to training from a checkpoint to the same bits', async () => {
      const run = (from: number, to: number, saved?: readonly HostArray[]) =>
        withTrained(subject, async (bench) => {
          if (saved !== undefined) await bench.write(saved);
          for (let step = from; step <= to; step++) await bench.step(step);
          return bench.read();
        });
      const straight = await run(1, 8);
      if (straight === undefined) return;
      const saved = await run(1, 5);
      demandEqual(await run(6, 8, saved), straight, {
        where: '5 updates, everything saved and restored, 3 more updates; against 8 updates',
        remedy: 'keep everything that changes in `arrays`; no plain number survives a restart',
      });
    }),

    check('transforms gradients into gradients of the same names and shapes', () =>
      withTrained(subject, async (bench) => {
        await bench.step(1);
        demandEqual(bench.gradientShapes.after, bench.gradientShapes.before, {
          where: 'the answer to `grads.ready`',
          remedy: 'give back one gradient for every parameter, of its shape',
        });
        demandFinite(
          (await bench.read()).flatMap((array) => [...array]),
          { where: 'parameters and arrays after an update', remedy: 'guard divisions and roots' },
        );
      }).then(() => undefined),
    ),

    check('leaves no tensor behind', async () => {
      const hooks = await withExtension(subject, async (ctx) => tappedHooks(ctx));
      const hook = hooks.find((name) => name === 'model.built' || name === 'grads.ready');
      if (hook === undefined) return;
      const engine = await engineOf(subject, hook);
      const before = engine.memory().tensors;
      await withTrained(subject, async (bench) => {
        await bench.step(1);
        const running = engine.memory().tensors;
        for (let step = 2; step <= 4; step++) await bench.step(step);
        demandEqual(engine.memory().tensors, running, {
          where: 'tensors after 4 updates, against 1',
          remedy: 'keep no tensor of an update',
        });
      });
      demandEqual(engine.memory().tensors, before, {
        where: 'tensors after parameters and added arrays were disposed',
        remedy: 'make initial values inside `tf.tidy`, and list every variable in `parameters` or `arrays`',
      });
    }),
  ];
}
