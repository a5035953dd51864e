// Metric `loss-quantile`: the loss that a given share of the tokens does not exceed. The mean says how good a model is on the
// whole; a high quantile says how bad its bad places are.
import { defineMetric, type Metric } from '@codex-ml/plugin-api';
import { lossQuantileOptions } from './loss-quantile.options.js';
import { addValues, EMPTY, mergeSketches, quantileOf, type Sketch } from './quantile-sketch.js';

export default defineMetric({
  id: 'loss-quantile',
  apiVersion: '^1.0',
  options: lossQuantileOptions,
  create: ({ options: { quantile, accuracy } }): Metric<Sketch> => ({
    consumes: 'tokens',
    better: 'lower',
    initial: () => EMPTY,
    update(sketch, observation) {
      if (observation.kind !== 'tokens') return sketch;
      const { nll, weights } = observation;
      for (const [place, loss] of nll.entries()) {
        // A place without weight is padding, and whatever stands there does not matter.
        if (weights[place] !== 0 && !Number.isFinite(loss)) {
          throw new RangeError(
            `loss at place ${place} of a batch: expected a finite number, received ${loss}`,
          );
        }
      }
      return addValues(sketch, nll, weights, accuracy);
    },
    merge: mergeSketches,
    value: (sketch) => quantileOf(sketch, quantile, accuracy),
  }),
});
