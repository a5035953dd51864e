// Puts a plugin's id on what its code throws outside of hooks, so that nobody takes its bug for one of the host. Trackers and
// safety checks have their own isolation; engines are left alone, since the code of other plugins runs inside theirs.
import { attributeOwnError } from '@codex-ml/kernel';
import {
  codexError,
  type Dataset,
  type DecodeStream,
  type LanguageModel,
  type Metric,
  type Optimizer,
  type Sample,
  type Schedule,
  type Tokenizer,
} from '@codex-ml/plugin-api';

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
    ...(dataset.files === undefined
      ? {}
      : { files: (split) => callPlugin(id, 'files', async () => dataset.files!(split)) }),
  };
}

/** The tokenizer, whose errors name plugin and method. */
export function attributedTokenizer(id: string, tokenizer: Tokenizer): Tokenizer {
  return {
    get vocabularySize() {
      return tokenizer.vocabularySize;
    },
    get specials() {
      return tokenizer.specials;
    },
    encode: (text, options) => callPlugin(id, 'encode', () => tokenizer.encode(text, options)),
    encodeBatch: (texts, options) =>
      callPlugin(id, 'encodeBatch', () => tokenizer.encodeBatch(texts, options)),
    decode: (ids, options) => callPlugin(id, 'decode', () => tokenizer.decode(ids, options)),
    tokenToId: (token) => callPlugin(id, 'tokenToId', () => tokenizer.tokenToId(token)),
    idToToken: (token) => callPlugin(id, 'idToToken', () => tokenizer.idToToken(token)),
    tokenBytes: (token) => callPlugin(id, 'tokenBytes', () => tokenizer.tokenBytes(token)),
    get specialTokens() {
      return tokenizer.specialTokens;
    },
    get chatTemplate() {
      return tokenizer.chatTemplate;
    },
    get randomizes() {
      return tokenizer.randomizes;
    },
    ...(tokenizer.decodeStream === undefined
      ? {}
      : { decodeStream: (options) => attributedStream(id, tokenizer, options) }),
    save: () => callPlugin(id, 'save', () => tokenizer.save()),
  };
}

function attributedStream(
  id: string,
  tokenizer: Tokenizer,
  options: Parameters<NonNullable<Tokenizer['decodeStream']>>[0],
): DecodeStream {
  const stream = callPlugin(id, 'decodeStream', () => tokenizer.decodeStream!(options));
  return {
    push: (token) => callPlugin(id, 'decodeStream', () => stream.push(token)),
    end: () => callPlugin(id, 'decodeStream', () => stream.end()),
  };
}

/** The model, whose errors name plugin and method, also those inside a program of the engine. */
export function attributedModel(id: string, model: LanguageModel): LanguageModel {
  return {
    get architecture() {
      return model.architecture;
    },
    get shape() {
      return model.shape;
    },
    get parameters() {
      return model.parameters;
    },
    get randomInputs() {
      return model.randomInputs;
    },
    get separatesDocuments() {
      return model.separatesDocuments;
    },
    forward: (ids, pass) => callPlugin(id, 'forward', () => model.forward(ids, pass)),
    createCache: (batch, capacity) => callPlugin(id, 'createCache', () => model.createCache(batch, capacity)),
    exportConfig: () => callPlugin(id, 'exportConfig', () => model.exportConfig()),
  };
}

/** The optimizer, whose errors name plugin and method, also those inside a program of the engine. */
export function attributedOptimizer(id: string, optimizer: Optimizer): Optimizer {
  return {
    get learningRate() {
      return optimizer.learningRate;
    },
    get state() {
      return optimizer.state;
    },
    scalars: (at) => callPlugin(id, 'scalars', () => optimizer.scalars(at)),
    update: (gradients, scalars) => callPlugin(id, 'update', () => optimizer.update(gradients, scalars)),
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
