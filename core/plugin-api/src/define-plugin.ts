// definePlugin and one define<Kind> helper per kind. They check and brand a definition; they run nothing.
import { API_VERSION } from './api-version.js';
import { PLUGIN_BRAND } from './brand.js';
import type { PluginContext } from './context.js';
import type { Dataset } from './contracts/dataset.js';
import type { Engine, EngineFeature } from './contracts/engine.js';
import type { Launcher } from './contracts/launcher.js';
import type { Metric } from './contracts/metric.js';
import type { LanguageModel } from './contracts/model.js';
import type { Optimizer, Schedule } from './contracts/optimizer.js';
import type { RngStream } from './contracts/rng.js';
import type { SafetyCheck } from './contracts/safety.js';
import type { Parameter, TfCore } from './contracts/tensors.js';
import type { Tokenizer } from './contracts/tokenizer.js';
import type { Tracker, TrackerRun } from './contracts/tracker.js';
import { codexError } from './errors/codex-error.js';
import type { JsonObject, JsonValue } from './json.js';
import { isKind, type Kind } from './kinds.js';
import type { OptionsOf, OptionsSchema } from './options.js';

interface Setup<Options> {
  readonly options: Options;
  readonly ctx: PluginContext;
}

/** A factory that turns validated options into an instance. */
export interface Creates<Options, Extra, Instance> {
  create(setup: Setup<Options> & Extra): Instance | Promise<Instance>;
}

/** Texts a tokenizer is trained on; can be iterated more than once. */
export type Corpus = AsyncIterable<string>;

/** What each kind must provide besides id, summary and options. */
export interface KindContracts<Options> {
  engine: Creates<Options, unknown, Engine>;
  tokenizer: {
    /** Make a tokenizer from the training split. Deterministic: same corpus and options, same tokenizer. */
    train(setup: Setup<Options> & { readonly corpus: Corpus }): Tokenizer | Promise<Tokenizer>;
    /** Restore one from what `save` returned. */
    load(setup: Setup<Options> & { readonly data: JsonObject }): Tokenizer | Promise<Tokenizer>;
  };
  dataset: Creates<Options, unknown, Dataset>;
  model: Creates<
    Options,
    {
      readonly tf: TfCore;
      readonly features: ReadonlySet<EngineFeature>;
      readonly vocabularySize: number;
      /** Initial weights are drawn from forks of this stream, one per parameter name. */
      readonly rng: RngStream;
    },
    LanguageModel
  >;
  optimizer: Creates<Options, { readonly tf: TfCore; readonly parameters: readonly Parameter[] }, Optimizer>;
  /** `steps` is the planned number of updates. */
  schedule: Creates<Options, { readonly steps: number }, Schedule>;
  launcher: Creates<Options, unknown, Launcher>;
  // biome-ignore lint/suspicious/noExplicitAny: the state type is private to each metric
  metric: Creates<Options, unknown, Metric<any>>;
  tracker: Creates<Options, { readonly run: TrackerRun }, Tracker>;
  safety: Creates<Options, unknown, SafetyCheck>;
  extension: {
    /** Tap hooks through `ctx.hooks`. */
    setup(setup: Setup<Options>): void | Promise<void>;
  };
}

/** What an author writes. */
export type PluginDefinition<K extends Kind, S extends OptionsSchema> = {
  readonly kind: K;
  /** Id within the package's namespace; must equal the manifest's. */
  readonly id: string;
  /** One line for listings, at most 120 characters. `codex-ml plugins build` puts it into the manifest. Since 1.1. */
  readonly summary?: string;
  /** Semver range of the plugin API this was written for, such as `^1.0`. */
  readonly apiVersion: string;
  readonly options: S;
} & KindContracts<OptionsOf<S>>[K];

/** A checked, frozen, branded definition: the default export of an entry module. */
export type Plugin<K extends Kind = Kind, S extends OptionsSchema = OptionsSchema> = PluginDefinition<
  K,
  S
> & {
  readonly [PLUGIN_BRAND]: { readonly builtWith: string };
};

/**
 * Check and brand a plugin.
 * @throws CML3101 when the definition is malformed
 */
export function definePlugin<K extends Kind, S extends OptionsSchema>(
  definition: PluginDefinition<K, S>,
): Plugin<K, S> {
  const problem = findDefinitionProblem(definition);
  if (problem !== undefined) {
    throw codexError('CML3101', { id: String(definition?.id ?? '?'), problem });
  }
  const brand = { [PLUGIN_BRAND]: Object.freeze({ builtWith: API_VERSION }) };
  return Object.freeze({ ...definition, ...brand }) as unknown as Plugin<K, S>;
}

/** Whether a value was made by `definePlugin` of any copy of this package. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && PLUGIN_BRAND in value;
}

const REQUIRED_METHODS: Readonly<Record<Kind, readonly string[]>> = {
  engine: ['create'],
  tokenizer: ['train', 'load'],
  dataset: ['create'],
  model: ['create'],
  optimizer: ['create'],
  schedule: ['create'],
  launcher: ['create'],
  metric: ['create'],
  tracker: ['create'],
  safety: ['create'],
  extension: ['setup'],
};

function findDefinitionProblem(definition: unknown): string | undefined {
  if (typeof definition !== 'object' || definition === null) return 'expected an object';
  const fields = definition as Record<string, unknown>;
  if (typeof fields['kind'] !== 'string' || !isKind(fields['kind'])) {
    return `\`kind\`: expected a plugin kind, received ${JSON.stringify(fields['kind'])}`;
  }
  if (typeof fields['id'] !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(fields['id'])) {
    return `\`id\`: expected a kebab-case name, received ${JSON.stringify(fields['id'])}`;
  }
  if (typeof fields['apiVersion'] !== 'string') {
    return `\`apiVersion\`: expected a semver range such as "^1.0", received ${JSON.stringify(fields['apiVersion'])}`;
  }
  const options = fields['options'] as { _zod?: unknown; shape?: unknown } | undefined;
  if (typeof options !== 'object' || options === null || !('_zod' in options) || !('shape' in options)) {
    return '`options`: expected a schema made with `defineOptions`';
  }
  for (const method of REQUIRED_METHODS[fields['kind']]) {
    if (typeof fields[method] !== 'function')
      return `\`${method}\`: expected a function, received ${typeof fields[method]}`;
  }
  return undefined;
}

type DefinitionOf<K extends Kind, S extends OptionsSchema> = Omit<PluginDefinition<K, S>, 'kind'>;

function definer<K extends Kind>(kind: K) {
  return <S extends OptionsSchema>(definition: DefinitionOf<K, S>): Plugin<K, S> =>
    definePlugin({ ...definition, kind } as unknown as PluginDefinition<K, S>);
}

export const defineEngine = definer('engine');
export const defineTokenizer = definer('tokenizer');
export const defineDataset = definer('dataset');
export const defineModel = definer('model');
export const defineOptimizer = definer('optimizer');
export const defineSchedule = definer('schedule');
export const defineLauncher = definer('launcher');
export const defineTracker = definer('tracker');
export const defineSafety = definer('safety');
export const defineExtension = definer('extension');

/** Like the other helpers; annotate the result of `create` as `Metric<State>` and the state is typed throughout. */
export function defineMetric<S extends OptionsSchema, State extends JsonValue>(
  definition: Omit<DefinitionOf<'metric', S>, 'create'> & Creates<OptionsOf<S>, unknown, Metric<State>>,
): Plugin<'metric', S> {
  return definePlugin({ ...definition, kind: 'metric' } as unknown as PluginDefinition<'metric', S>);
}
