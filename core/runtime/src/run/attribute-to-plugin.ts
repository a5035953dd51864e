// Puts a plugin's id on what its code throws outside of hooks, so that nobody takes its bug for one of the host. Trackers and
// safety checks have their own isolation; engines are left alone, since the code of other plugins runs inside theirs.
import { attributeOwnError, messageOf } from '@codex-ml/kernel';
import {
  codexError,
  type Dataset,
  type DecodeStream,
  type JsonValue,
  type LanguageModel,
  type Metric,
  type Optimizer,
  type Sample,
  type Schedule,
  type Tokenizer,
} from '@codex-ml/plugin-api';
import { placed } from '../errors/during.js';
import {
  type CreatedKind,
  requireEncoding,
  requireFiles,
  requireInstance,
  requireLogits,
  requireNumber,
  requireObject,
  requireSample,
  requireScalars,
  requireState,
  wrong,
} from './plugin-answers.js';

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
 * Call plugin code that answers at once.
 * @throws as {@link callPlugin}, and CML3640 for a promise, which nobody would wait for
 */
function callNow<T>(id: string, method: string, call: () => T): T {
  try {
    const result = call();
    if (!(result instanceof Promise)) return result;
    // What comes of it is of no use any more.
    result.catch(() => undefined);
  } catch (error) {
    throw attribute(error, id, method);
  }
  throw wrong(id, method, 'a value at once', 'a promise');
}

/** What `create` of a kind gave, held against its contract. */
export function attributedInstance<T>(
  kind: CreatedKind | 'tokenizer',
  id: string,
  method: string,
  instance: T,
): T {
  return callPlugin(id, method, () => requireInstance(kind, id, method, instance));
}

/**
 * The metric, whose errors name plugin and method.
 * @param warn hears of a value that is no finite number: it counts as no value, since no record could hold it
 */
export function attributedMetric(id: string, metric: Metric, warn: (message: string) => void): Metric {
  const state = (method: 'initial' | 'update' | 'merge', call: () => JsonValue) =>
    requireState(id, method, callNow(id, method, call));
  return {
    consumes: metric.consumes,
    better: metric.better,
    initial: () => state('initial', () => metric.initial()),
    update: (before, observation) => state('update', () => metric.update(before, observation)),
    merge: (a, b) => state('merge', () => metric.merge(a, b)),
    value: (after) => {
      const value = callNow(id, 'value', () => metric.value(after));
      if (value === null || Number.isFinite(value)) return value;
      warn(`\`value\` gave ${String(value)}, expected a finite number or null; it is recorded as no value`);
      return null;
    },
  };
}

/** The schedule, whose errors name the plugin. */
export function attributedSchedule(id: string, schedule: Schedule): Schedule {
  return {
    factor: (step) =>
      requireNumber(
        id,
        'factor',
        callNow(id, 'factor', () => schedule.factor(step)),
      ),
  };
}

/** The dataset, whose errors name plugin and method, and the sample before them. */
export function attributedDataset(id: string, dataset: Dataset): Dataset {
  return {
    shape: dataset.shape,
    splits: dataset.splits,
    async *open(split): AsyncGenerator<Sample> {
      let number = 0;
      let last: string | undefined;
      try {
        for await (const sample of dataset.open(split)) {
          ({ id: last } = requireSample(id, sample, ++number));
          yield sample;
        }
      } catch (error) {
        const behind = last === undefined ? 'before its first sample' : `after sample \`${last}\``;
        throw placed(attribute(error, id, 'open'), `the ${split} split, ${behind}`);
      }
    },
    describe: async (split) =>
      requireObject(id, 'describe', await callPlugin(id, 'describe', async () => dataset.describe(split))),
    ...(dataset.files === undefined
      ? {}
      : {
          files: (split) =>
            callPlugin(id, 'files', async () => requireFiles(id, await dataset.files!(split))),
        }),
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
    encode: (text, options) =>
      requireEncoding(
        id,
        'encode',
        callNow(id, 'encode', () => tokenizer.encode(text, options)),
      ),
    encodeBatch: (texts, options) =>
      callNow(id, 'encodeBatch', () =>
        tokenizer.encodeBatch(texts, options).map((encoding) => requireEncoding(id, 'encodeBatch', encoding)),
      ),
    decode: (ids, options) => callNow(id, 'decode', () => tokenizer.decode(ids, options)),
    tokenToId: (token) => callNow(id, 'tokenToId', () => tokenizer.tokenToId(token)),
    idToToken: (token) => callNow(id, 'idToToken', () => tokenizer.idToToken(token)),
    tokenBytes: (token) =>
      requireObject(
        id,
        'tokenBytes',
        callNow(id, 'tokenBytes', () => tokenizer.tokenBytes(token)),
      ),
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
    save: () =>
      requireObject(
        id,
        'save',
        callNow(id, 'save', () => tokenizer.save()),
      ),
  };
}

function attributedStream(
  id: string,
  tokenizer: Tokenizer,
  options: Parameters<NonNullable<Tokenizer['decodeStream']>>[0],
): DecodeStream {
  const stream = callNow(id, 'decodeStream', () => tokenizer.decodeStream!(options));
  return {
    push: (token) => callNow(id, 'decodeStream', () => stream.push(token)),
    end: () => callNow(id, 'decodeStream', () => stream.end()),
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
    forward: (ids, pass) => {
      const logits = callNow(id, 'forward', () => model.forward(ids, pass));
      const { vocabularySize } = model.shape;
      return requireLogits(id, logits, ids.shape, vocabularySize, pass.logitsAt !== undefined);
    },
    createCache: (batch, capacity) => callNow(id, 'createCache', () => model.createCache(batch, capacity)),
    exportConfig: () =>
      requireObject(
        id,
        'exportConfig',
        callNow(id, 'exportConfig', () => model.exportConfig()),
      ),
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
    scalars: (at) =>
      requireScalars(
        id,
        callNow(id, 'scalars', () => optimizer.scalars(at)),
      ),
    update: (gradients, scalars) => callNow(id, 'update', () => optimizer.update(gradients, scalars)),
  };
}

function attribute(error: unknown, id: string, method: string): unknown {
  // Stopping because it was asked to is no failure of the plugin.
  if (error instanceof Error && error.name === 'AbortError') return error;
  if (error instanceof Promise) error.catch(() => undefined);
  return (
    attributeOwnError(error, id) ??
    codexError('CML3212', { id, method, message: messageOf(error) }, { plugin: id, cause: error })
  );
}
