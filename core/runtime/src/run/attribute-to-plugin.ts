// Puts a plugin's id on what its code throws outside of hooks, so that nobody takes its bug for one of the host. It knows no kind
// but the three whose methods the host alone calls.
import { attributeOwnError } from '@codex-ml/kernel';
import { codexError, type Dataset, type Metric, type Sample, type Schedule } from '@codex-ml/plugin-api';

/**
 * Call plugin code.
 * @throws CML3212 with what it threw as cause; a CodexError keeps its code and is given the plugin
 */
export function callPlugin<T>(id: string, method: string, call: () => T): T {
  try {
    const result = call();
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw attribute(error, id, method);
    }) as T;
  } catch (error) {
    throw attribute(error, id, method);
  }
}

/**
 * The metric, whose errors name plugin and method.
 * @param warn hears of a value that is no finite number: it counts as no value, since no record could hold it
 */
export function attributedMetric(id: string, metric: Metric, warn: (message: string) => void): Metric {
  return {
    consumes: metric.consumes,
    better: metric.better,
    initial: () => callPlugin(id, 'initial', () => metric.initial()),
    update: (state, observation) => callPlugin(id, 'update', () => metric.update(state, observation)),
    merge: (a, b) => callPlugin(id, 'merge', () => metric.merge(a, b)),
    value: (state) => {
      const value = callPlugin(id, 'value', () => metric.value(state));
      if (value === null || Number.isFinite(value)) return value;
      warn(`\`value\` gave ${String(value)}, expected a finite number or null; it is recorded as no value`);
      return null;
    },
  };
}

/** The schedule, whose errors name the plugin. */
export function attributedSchedule(id: string, schedule: Schedule): Schedule {
  return { factor: (step) => callPlugin(id, 'factor', () => schedule.factor(step)) };
}

/** The dataset, whose errors name plugin and method, also those that come with a sample. */
export function attributedDataset(id: string, dataset: Dataset): Dataset {
  return {
    shape: dataset.shape,
    splits: dataset.splits,
    async *open(split): AsyncGenerator<Sample> {
      try {
        yield* dataset.open(split);
      } catch (error) {
        throw attribute(error, id, 'open');
      }
    },
    describe: (split) => callPlugin(id, 'describe', () => dataset.describe(split)),
  };
}

function attribute(error: unknown, id: string, method: string): unknown {
  // Stopping because it was asked to is no failure of the plugin.
  if (error instanceof Error && error.name === 'AbortError') return error;
  const message = error instanceof Error ? error.message : String(error);
  return (
    attributeOwnError(error, id) ??
    codexError('CML3212', { id, method, message }, { plugin: id, cause: error })
  );
}
