// Metric `approx-bleu`: BLEU of the tokens that a model ranks first against those that follow, in percent. Each prediction has seen the true
// tokens before it, so that it costs no generation; it is higher than the BLEU of generated texts, and is not comparable with it.
import { defineMetric, type Metric, type TokenObservation } from '@codex-ml/plugin-api';
import { approxBleuOptions } from './approx-bleu.options.js';
import { scoreOf } from './bleu-score.js';
import { addSegment, type Counts, emptyCounts, mergeCounts } from './ngram-counts.js';

export default defineMetric({
  id: 'approx-bleu',
  summary: 'BLEU of the tokens ranked first against the true ones, in percent',
  apiVersion: '^1.1',
  options: approxBleuOptions,
  create: ({ options }): Metric<Counts> => ({
    consumes: 'tokens',
    better: 'higher',
    initial: () => emptyCounts(options.order),
    update(counts, observation) {
      if (observation.kind !== 'tokens') return counts;
      let sum = counts;
      for (let row = 0; row < observation.rows; row++) {
        const places = placesOf(observation, row);
        if (places.length === 0) continue;
        const pick = (ids: Int32Array) => places.map((place) => String(ids[place]));
        sum = addSegment(sum, pick(observation.predictions), [pick(observation.targets)]);
      }
      return sum;
    },
    merge: mergeCounts,
    value: (counts) => scoreOf(counts, options),
  }),
});

/** Places of a row that count: padding has no weight. */
function placesOf({ length, weights }: TokenObservation, row: number): number[] {
  return Array.from({ length }, (_, i) => row * length + i).filter((place) => weights[place] !== 0);
}
