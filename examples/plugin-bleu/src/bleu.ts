// Metric `bleu`: corpus BLEU of generated texts against references, in percent (Papineni et al. 2002).
import { defineMetric, type Metric } from '@codex-ml/plugin-api';
import { bleuOptions } from './bleu.options.js';
import { scoreOf } from './bleu-score.js';
import { addSegment, type Counts, emptyCounts, mergeCounts } from './ngram-counts.js';
import { TOKENIZERS } from './tokenizers.js';

export default defineMetric({
  id: 'bleu',
  summary: 'corpus BLEU of generated texts against references, in percent',
  apiVersion: '^1.1',
  options: bleuOptions,
  create: ({ options }): Metric<Counts> => {
    const { order, tokenize, lowercase } = options;
    const wordsOf = (text: string) => TOKENIZERS[tokenize](lowercase ? text.toLowerCase() : text);
    return {
      consumes: 'texts',
      better: 'higher',
      initial: () => emptyCounts(order),
      update(counts, observation) {
        if (observation.kind !== 'texts') return counts;
        const { prediction, references } = observation;
        if (references.length === 0) {
          throw new RangeError('references of a text: expected at least one, received none');
        }
        return addSegment(counts, wordsOf(prediction), references.map(wordsOf));
      },
      merge: mergeCounts,
      value: (counts) => scoreOf(counts, options),
    };
  },
});
