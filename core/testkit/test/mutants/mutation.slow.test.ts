// Each suite passes what is sound and catches what is wrong, by the check that is meant for it.
import { datasetMutation } from './dataset.js';
import { describeMutations } from './describe-mutations.js';
import { engineMutation } from './engine.js';
import { extensionMutation } from './extension.js';
import { metricMutation } from './metric.js';
import { modelMutation } from './model.js';
import { optimizerMutation } from './optimizer.js';
import { safetyMutation } from './safety.js';
import { scheduleMutation } from './schedule.js';
import { tokenizerMutation } from './tokenizer.js';
import { trackerMutation } from './tracker.js';

for (const test of [
  tokenizerMutation(),
  datasetMutation(),
  modelMutation(),
  engineMutation(),
  optimizerMutation(),
  scheduleMutation(),
  metricMutation(),
  trackerMutation(),
  safetyMutation(),
  extensionMutation(),
])
  describeMutations(test);
