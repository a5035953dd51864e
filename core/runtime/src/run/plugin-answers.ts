// Holds what plugins give to the host against the contract of their kind, where the host would otherwise fail later in its own code.
import {
  type Creates,
  codexError,
  type Encoding,
  type Kind,
  type KindContracts,
  type Sample,
  type Tensor,
} from '@codex-ml/plugin-api';

/** Kinds whose plugins have a `create`. */
export type CreatedKind = {
  [K in Kind]: KindContracts<unknown>[K] extends { create(setup: never): unknown } ? K : never;
}[Kind];

export type InstanceOf<K extends CreatedKind> =
  KindContracts<unknown>[K] extends Creates<unknown, infer _, infer Instance> ? Instance : never;

type Members = Readonly<Record<string, 'function' | 'object' | 'array' | 'number' | 'string'>>;

/** What an instance of each kind cannot be without. */
const MEMBERS: Readonly<Record<CreatedKind | 'tokenizer', Members>> = {
  engine: {
    id: 'string',
    device: 'string',
    features: 'object',
    tf: 'object',
    compile: 'function',
    read: 'function',
    write: 'function',
    memory: 'function',
    dispose: 'function',
  },
  dataset: { shape: 'string', splits: 'array', open: 'function', describe: 'function' },
  model: {
    architecture: 'string',
    shape: 'object',
    parameters: 'array',
    randomInputs: 'array',
    forward: 'function',
    createCache: 'function',
    exportConfig: 'function',
  },
  optimizer: { learningRate: 'number', state: 'array', scalars: 'function', update: 'function' },
  schedule: { factor: 'function' },
  launcher: { launch: 'function' },
  metric: {
    consumes: 'string',
    better: 'string',
    initial: 'function',
    update: 'function',
    merge: 'function',
    value: 'function',
  },
  tracker: { log: 'function', flush: 'function', close: 'function' },
  safety: { inspect: 'function' },
  tokenizer: {
    vocabularySize: 'number',
    specials: 'object',
    encode: 'function',
    encodeBatch: 'function',
    decode: 'function',
    tokenToId: 'function',
    idToToken: 'function',
    tokenBytes: 'function',
    save: 'function',
  },
};

/** @throws CML3640 where the instance lacks a member of its kind's contract, or is none */
export function requireInstance<T>(
  kind: CreatedKind | 'tokenizer',
  id: string,
  method: string,
  instance: T,
): T {
  if (typeof instance !== 'object' || instance === null) {
    throw wrong(id, method, withArticle(kind), describe(instance));
  }
  for (const [name, type] of Object.entries(MEMBERS[kind])) {
    const member = (instance as Readonly<Record<string, unknown>>)[name];
    const right = type === 'array' ? Array.isArray(member) : member !== null && typeof member === type;
    if (!right)
      throw wrong(id, method, `${withArticle(kind)} with \`${name}\`, ${ARTICLES[type]}`, describe(member));
  }
  return instance;
}

const ARTICLES = {
  function: 'a function',
  object: 'an object',
  array: 'an array',
  number: 'a number',
  string: 'a string',
};

/** @param number of the sample in its split, from 1 */
export function requireSample(id: string, sample: Sample, number: number): Sample {
  const refuse = (expected: string, received: unknown) =>
    wrong(id, 'open', `${expected} (sample ${number})`, describe(received));
  if (typeof sample !== 'object' || sample === null) throw refuse('samples', sample);
  if (typeof sample.id !== 'string') throw refuse('samples with an `id`, a string', sample.id);
  if (typeof sample.text !== 'string') throw refuse('samples with a `text`, a string', sample.text);
  return sample;
}

/** @throws CML3640 for what is no encoding, or has other than int32 ids */
export function requireEncoding(id: string, method: string, encoding: Encoding): Encoding {
  if (typeof encoding !== 'object' || encoding === null)
    throw wrong(id, method, 'an encoding', describe(encoding));
  if (!(encoding.ids instanceof Int32Array))
    throw wrong(id, method, 'an encoding with `ids`, an Int32Array', describe(encoding.ids));
  return encoding;
}

/**
 * Logits of a forward pass.
 * @param rows shape of the ids, [batch, length]
 * @param vocabularySize of the model
 * @param single whether `logitsAt` asked for one place of each row
 */
export function requireLogits(
  id: string,
  logits: Tensor,
  rows: readonly number[],
  vocabularySize: number,
  single: boolean,
): Tensor {
  const [batch, length] = rows;
  const expected = [batch, single ? 1 : length, vocabularySize];
  const shown = `logits float32 [${expected.join(', ')}]`;
  const shape: readonly number[] | undefined = (logits as Partial<Tensor> | null | undefined)?.shape;
  if (!Array.isArray(shape)) throw wrong(id, 'forward', shown, describe(logits));
  if (logits.dtype !== 'float32' || shape.length !== 3 || shape.some((size, i) => size !== expected[i])) {
    throw wrong(id, 'forward', shown, `${logits.dtype} [${shape.join(', ')}]`);
  }
  return logits;
}

/** @throws CML3640 for what is no finite number */
export function requireNumber(id: string, method: string, value: number, what = 'a finite number'): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(id, method, what, describe(value));
  return value;
}

/** @throws CML3640 for what is no object of finite numbers */
export function requireScalars<T extends Readonly<Record<string, number>>>(id: string, scalars: T): T {
  if (typeof scalars !== 'object' || scalars === null) {
    throw wrong(id, 'scalars', 'an object of numbers', describe(scalars));
  }
  for (const [key, value] of Object.entries(scalars)) {
    requireNumber(id, 'scalars', value, `\`${key}\` to be a finite number`);
  }
  return scalars;
}

/** @throws CML3640 for anything but an object */
export function requireObject<T>(id: string, method: string, value: T): T {
  if (typeof value !== 'object' || value === null) throw wrong(id, method, 'an object', describe(value));
  return value;
}

/** @throws CML3640 for anything but an array of paths */
export function requireFiles(id: string, files: readonly string[]): readonly string[] {
  if (!Array.isArray(files)) throw wrong(id, 'files', 'an array of paths', describe(files));
  return files;
}

/** @throws CML3640 for undefined */
export function requireState<T>(id: string, method: string, state: T): T {
  if (state === undefined) throw wrong(id, method, 'a state', 'undefined');
  return state;
}

/** CML3640. */
export function wrong(id: string, method: string, expected: string, received: string) {
  return codexError('CML3640', { id, method, expected, received }, { plugin: id });
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.length > 40 ? 'a string' : JSON.stringify(value);
  if (value instanceof Promise) return 'a promise';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const { name } = value.constructor ?? { name: 'Object' };
  return withArticle(name === 'Object' ? 'object' : name);
}

function withArticle(word: string): string {
  return `${/^[aeiou]/i.test(word) ? 'an' : 'a'} ${word}`;
}
