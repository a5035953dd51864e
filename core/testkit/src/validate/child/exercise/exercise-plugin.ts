// Uses a plugin once, from creation to release, as a run would, and returns what came of it. One function per kind.
import type { Kind, Plugin } from '@codex-ml/plugin-api';
import {
  exerciseDataset,
  exerciseMetric,
  exerciseSafety,
  exerciseTokenizer,
  exerciseTracker,
} from './exercise-data.js';
import {
  exerciseEngine,
  exerciseExtension,
  exerciseModel,
  exerciseOptimizer,
  exerciseSchedule,
} from './exercise-training.js';
import type { Result } from './part.js';
import type { Tools } from './tools.js';

type Exercise<K extends Kind> = (plugin: Plugin<K>, tools: Tools) => Promise<Result[]>;

/** A launcher is left to its suite: what it starts runs elsewhere. */
const EXERCISES: { readonly [K in Exclude<Kind, 'launcher'>]: Exercise<K> } = {
  tokenizer: exerciseTokenizer,
  dataset: exerciseDataset,
  metric: exerciseMetric,
  safety: exerciseSafety,
  tracker: exerciseTracker,
  engine: exerciseEngine,
  model: exerciseModel,
  optimizer: exerciseOptimizer,
  schedule: exerciseSchedule,
  extension: exerciseExtension,
};

/** The exercise of the plugin's kind, or undefined where there is none. */
export function exerciseFor(plugin: Plugin): ((tools: Tools) => Promise<Result[]>) | undefined {
  const exercise = (EXERCISES as Partial<Record<Kind, Exercise<Kind>>>)[plugin.kind];
  return exercise === undefined ? undefined : (tools) => exercise(plugin, tools);
}
