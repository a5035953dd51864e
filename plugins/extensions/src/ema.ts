// Extension `ema`: an exponential moving average of the trainable weights, kept beside them by the step program itself. Checkpoints
// store it under `weights/<parameter>`, where `--weights ema` finds it.
import { type AddedArray, defineExtension } from '@codex-ml/plugin-api';
import { createAverage } from './create-average.js';
import { emaOptions } from './ema.options.js';

/** After every adapter, so that the parameters it adds are averaged too. */
const LATE = 1000;

export default defineExtension({
  id: 'ema',
  apiVersion: '^1.1',
  options: emaOptions,
  setup: ({ options, ctx }) => {
    ctx.hooks.tap(
      'model.built',
      (payload) => {
        const { model, engine, training } = payload;
        if (training === undefined) return payload;
        const average = createAverage(engine.tf, model.parameters, options);
        const arrays: AddedArray[] = [
          { name: 'updates', variable: average.updates },
          ...average.weights.map(({ name, variable }) => ({ name: `weights/${name}`, variable })),
        ];
        training.add({ plugin: ctx.id, arrays, validate: options.validate, afterUpdate: average.follow });
        return payload;
      },
      { stage: LATE },
    );
  },
});
