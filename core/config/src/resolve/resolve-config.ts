// Step 2 of a config: strict validation of every section, into the normal form that a run is built from.
import {
  CONFIG_KEYS,
  type CodexError,
  codexError,
  isListKind,
  type JsonObject,
  type JsonValue,
  KINDS,
  type Kind,
  nearestName,
  type OptionsSchema,
  SINGLE_KINDS,
  throwCollected,
} from '@codex-ml/plugin-api';
import { canonicalJson } from '../json/canonical-json.js';
import { deepFreeze } from '../json/deep-freeze.js';
import { sha256Hex } from '../json/sha256-hex.js';
import type { LoadedConfig } from '../load-config.js';
import {
  type Choice,
  DataSectionSchema,
  PluginsSectionSchema,
  type RunConfig,
  RunSectionSchema,
  SplitSchema,
  TrainSectionSchema,
} from '../schema/run-config.js';
import { SECTION_KEYS } from '../schema/sections.js';
import { type Origin, whereOf } from '../source/place.js';
import { type ConfigNode, findNode, type MapNode, mapNode, toPlain } from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';
import { formatPath } from '../tree/path-text.js';
import { checkFields } from './check-fields.js';
import { collectOrigins } from './collect-origins.js';
import { correctionNote } from './correction-note.js';
import { checkCrossFieldRules, findMonitor } from './cross-field-rules.js';
import { type CapabilityLookup, checkChoice, type FoundChoice, findChoice } from './resolve-choice.js';

export interface ResolvedConfig {
  /** Deep-frozen normal form: full ids, defaults filled in. */
  readonly config: RunConfig;
  /** The same in the shape of a config file: loading it as a config gives the same hash again. */
  readonly json: JsonObject;
  /** SHA-256 of the canonical JSON, hex. What changes no number is left out: see `configHash`. */
  readonly hash: string;
  /** Where each leaf of `json` comes from, by dotted path; defaults of plugins name the plugin. */
  readonly origins: Readonly<Record<string, Origin>>;
  readonly file: string | undefined;
  readonly baseDir: string;
  readonly projectRoot: string;
}

const HOST_SCHEMAS: Readonly<Record<string, OptionsSchema>> = {
  plugins: PluginsSectionSchema,
  run: RunSectionSchema,
  data: DataSectionSchema,
  train: TrainSectionSchema,
  'dataset.split': SplitSchema,
};

/**
 * Validate a loaded config. All errors are thrown together.
 * @throws CML21xx, and what the lookup reports for plugins
 */
export function resolveConfig(loaded: LoadedConfig, lookup: CapabilityLookup): ResolvedConfig {
  const { root } = loaded;
  const errors: CodexError[] = [];
  const found = findChoices(root, lookup, errors);
  const elsewhere = (key: string): string[] => sectionsWith(key, found);
  checkSectionNames(root, elsewhere, errors);

  const host = new Map<string, Record<string, unknown> | undefined>();
  for (const [section, schema] of Object.entries(HOST_SCHEMAS)) {
    host.set(section, checkHostSection(section, schema, root, elsewhere, errors));
  }
  const chosen = new Map<FoundChoice, Choice | undefined>(
    found.map((choice) => [choice, checkChoice(choice, elsewhere, errors)]),
  );
  refuseDuplicates(found, errors);
  const choicesOf = (kind: Kind): Choice[] =>
    found.filter((choice) => choice.kind === kind).map((choice) => chosen.get(choice)!);
  const train = host.get('train') as RunConfig['train'] | undefined;
  const split = host.get('dataset.split') as RunConfig['dataset']['split'] | undefined;
  const data = host.get('data') as RunConfig['data'] | undefined;
  const metrics = found
    .filter((choice) => choice.kind === 'metric')
    .map((choice) => ({ use: choice.id, options: {} }));
  errors.push(
    ...checkCrossFieldRules(
      { ...(train && { train }), ...(split && { split }), ...(data && { data }), metrics },
      root,
    ),
  );
  throwCollected(inReadingOrder(errors));

  const plugins = host.get('plugins') as { use: string[]; allowIncompatible: string[] };
  const one = (kind: Kind): Choice => choicesOf(kind)[0]!;
  const config: RunConfig = deepFreeze({
    plugins: plugins.use,
    allowIncompatible: plugins.allowIncompatible,
    run: host.get('run') as RunConfig['run'],
    data: host.get('data') as RunConfig['data'],
    train: withMonitor(
      train!,
      metrics.map(({ use }) => use),
    ),
    engine: one('engine'),
    tokenizer: one('tokenizer'),
    dataset: { ...one('dataset'), split: split! },
    model: one('model'),
    optimizer: one('optimizer'),
    schedule: one('schedule'),
    launcher: choicesOf('launcher')[0] ?? null,
    metrics: choicesOf('metric'),
    trackers: choicesOf('tracker'),
    safety: choicesOf('safety'),
    extensions: choicesOf('extension'),
  });
  const json = deepFreeze(toFileShape(config));
  return {
    config,
    json,
    hash: configHash(json),
    origins: collectOrigins(json, root, found),
    file: loaded.file,
    baseDir: loaded.baseDir,
    projectRoot: loaded.projectRoot,
  };
}

/** The monitored metric by the name evaluation reports, so that runtime and hash do not depend on the spelling. */
function withMonitor(train: RunConfig['train'], metricIds: readonly string[]): RunConfig['train'] {
  return { ...train, monitor: findMonitor(train.monitor, metricIds) ?? train.monitor };
}

/** Errors of one file together, by position; otherwise as they were found. */
function inReadingOrder(errors: readonly CodexError[]): CodexError[] {
  const files = [...new Set(errors.map((error) => error.where?.file))];
  return [...errors].sort(
    (a, b) =>
      files.indexOf(a.where?.file) - files.indexOf(b.where?.file) ||
      (a.where?.line ?? 0) - (b.where?.line ?? 0) ||
      (a.where?.column ?? 0) - (b.where?.column ?? 0),
  );
}

/** SHA-256 of a resolved config's canonical JSON, without what changes no number: where things lie, and what is kept or prepared ahead. */
export function configHash(json: JsonObject): string {
  const { folder: _, ...run } = json['run'] as JsonObject;
  const { cache: _cache, cacheFolder: _folder, prefetch: _prefetch, ...data } = json['data'] as JsonObject;
  return sha256Hex(canonicalJson({ ...json, run, data }));
}

/** A normal form back in the shape that files have. */
export function toFileShape(config: RunConfig): JsonObject {
  const flat = ({ use, options }: Choice): JsonObject => ({ use, ...(options as JsonObject) });
  const { plugins, allowIncompatible, run, data, train, dataset } = config;
  const json: Record<string, JsonValue> = {
    plugins: { use: plugins, allowIncompatible },
    run,
    data,
    train,
  };
  for (const kind of SINGLE_KINDS) {
    const choice = config[kind];
    json[kind] = choice === null ? null : flat(choice);
  }
  json['dataset'] = { use: dataset.use, split: dataset.split, ...(dataset.options as JsonObject) };
  for (const key of ['metrics', 'trackers', 'safety', 'extensions'] as const)
    json[key] = config[key].map(flat);
  return json;
}

/** Sections one after the other, so that errors come in the order of the normal form. */
function findChoices(root: MapNode, lookup: CapabilityLookup, errors: CodexError[]): FoundChoice[] {
  const found: (FoundChoice | undefined)[] = [];
  for (const kind of KINDS) {
    const section = CONFIG_KEYS[kind];
    const entry = root.entries.get(section);
    const node = entry?.value;
    if (isListKind(kind)) {
      for (const [index, item] of listItems(section, node, errors).entries()) {
        found.push(findChoice(kind, [section, index], item, item.place, lookup, errors));
      }
    } else if (kind !== 'launcher' || !(node === undefined || isNull(node))) {
      found.push(findChoice(kind, [section], node, entry?.keyPlace ?? root.place, lookup, errors));
    }
  }
  return found.filter((choice) => choice !== undefined);
}

function isNull(node: ConfigNode): boolean {
  return node.type === 'scalar' && node.value === null;
}

function listItems(
  section: string,
  node: ConfigNode | undefined,
  errors: CodexError[],
): readonly ConfigNode[] {
  if (node === undefined) return [];
  if (node.type === 'list') return node.items;
  const value = toPlain(node as MapNode);
  const where = whereOf(node.place, correctionNote(value, 'a list', []));
  const parameters = { path: section, expected: 'a list of plugins', received: describeValue(value) };
  errors.push(codexError('CML2105', parameters, { where, hints: [`an empty list is \`${section}: []\``] }));
  return [];
}

function checkHostSection(
  section: string,
  schema: OptionsSchema,
  root: MapNode,
  elsewhere: (key: string) => readonly string[],
  errors: CodexError[],
): Record<string, unknown> | undefined {
  const fields = findNode(root, section.split('.')) ?? mapNode([], root.place);
  if (fields.type === 'map') {
    return checkFields({ subject: { owner: 'host', section }, schema, fields, elsewhere }, errors);
  }
  const received = describeValue(fields.type === 'opaque' ? fields.value : toPlain(fields));
  const parameters = { path: section, expected: 'a mapping', received };
  errors.push(codexError('CML2105', parameters, { where: whereOf(fields.place) }));
  return undefined;
}

function checkSectionNames(
  root: MapNode,
  elsewhere: (key: string) => readonly string[],
  errors: CodexError[],
): void {
  for (const [key, entry] of root.entries) {
    if (SECTION_KEYS.includes(key)) continue;
    const near = nearestName(key, [...SECTION_KEYS, 'extends']);
    const sections = elsewhere(key).map((name) => `\`${name}\``);
    const note =
      near !== undefined
        ? `did you mean \`${near}\`?`
        : sections.length > 0
          ? `\`${key}\` belongs in ${sections.join(' or ')}`
          : undefined;
    const hints = [`sections: ${['extends', ...SECTION_KEYS].map((name) => `\`${name}\``).join(', ')}`];
    errors.push(codexError('CML2101', { key }, { where: whereOf(entry.keyPlace, note), hints }));
  }
}

/** Sections in which a key of this name is right. */
function sectionsWith(key: string, found: readonly FoundChoice[]): string[] {
  const host = Object.entries(HOST_SCHEMAS).filter(([, schema]) => key in schema.shape);
  const plugins = found.filter(({ schema }) => key in schema.shape);
  return [...host.map(([section]) => section), ...plugins.map(({ path }) => String(path[0]))].filter(
    (section, index, all) => all.indexOf(section) === index,
  );
}

function refuseDuplicates(found: readonly FoundChoice[], errors: CodexError[]): void {
  const seen = new Set<string>();
  for (const { kind, id, path, usePlace } of found) {
    const name = `${kind}:${id}`;
    if (seen.has(name)) {
      const parameters = { kind, id, section: formatPath(path.slice(0, 1)) };
      errors.push(codexError('CML2110', parameters, { where: whereOf(usePlace) }));
    }
    seen.add(name);
  }
}
