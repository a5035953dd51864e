// Step 1 of a config: find, parse, layer, override and interpolate. What the values mean is step 2, `resolveConfig`.
import { dirname, resolve } from 'node:path';
import {
  type CodexError,
  codexError,
  type JsonObject,
  type Plugin,
  toCodexErrors,
} from '@codex-ml/plugin-api';
import { resolveReferences } from './interpolate/resolve-references.js';
import { applyOverride } from './layers/apply-override.js';
import { type ConfigLayer, LayerCollector, throwDistinct } from './layers/collect-layers.js';
import { defaultLayer } from './layers/default-layer.js';
import { environmentOverride, findConfigVariables } from './layers/environment-overrides.js';
import { type ExtendsEntry, isFileName } from './layers/extends-entries.js';
import { takeInlinePlugins } from './layers/inline-plugins.js';
import { type Override, parseOverride } from './layers/parse-override.js';
import type { PresetIndex } from './layers/preset-index.js';
import { EXTENDS_KEY } from './schema/sections.js';
import { findConfigFile } from './source/find-config-file.js';
import { findProjectRoot } from './source/find-project-root.js';
import { type Origin, originOf, whereOf } from './source/place.js';
import { leavesOf, type MapNode, mapNode, toPlain } from './tree/config-node.js';
import { type DroppedOption, mergeNodes } from './tree/merge.js';
import { formatPath } from './tree/path-text.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface LoadRequest {
  /** Absolute path of the working directory: where the search starts and what shown paths are relative to. */
  readonly cwd: string;
  /** `--config`, relative to `cwd`; otherwise the project's config file is looked for. */
  readonly file?: string | undefined;
  /** Absolute folder that paths in the config are relative to, where it is not the config file's. */
  readonly baseDir?: string | undefined;
  /** `--preset`: taken before, so beneath, what the file itself extends. */
  readonly presets?: readonly string[] | undefined;
  /** `--set`, in order. */
  readonly set?: readonly string[] | undefined;
  readonly env?: Environment | undefined;
  /** Look for plugins, and so for presets. Called once, when the project's own files are read. */
  discover(request: DiscoveryRequest): Promise<PresetIndex> | PresetIndex;
}

/** What the project's own files say about plugins. */
export interface DiscoveryRequest {
  readonly projectRoot: string;
  /** Folder that relative paths in `plugins` are relative to. */
  readonly baseDir: string;
  /** `plugins.use` of the config: package names and paths, as written. */
  readonly plugins: readonly string[];
  readonly allowIncompatible: readonly string[];
  /** Plugin objects of a config module. */
  readonly inline: readonly Plugin[];
}

/** A layer that took part, for `config show`. Lowest first. */
export interface LoadedLayer {
  readonly layer: ConfigLayer['layer'];
  readonly source: string;
  readonly preset: string | undefined;
}

export interface LoadedConfig {
  /** The merged config in long form, without plugin defaults. */
  readonly tree: JsonObject;
  /** The same with the place of every key and value. */
  readonly root: MapNode;
  /** Where each leaf of `tree` comes from, by dotted path. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Absolute path of the config file, if there is one. */
  readonly file: string | undefined;
  /** Folder that paths in the config are relative to: as requested, that of the config file, or the working directory. */
  readonly baseDir: string;
  /** Nearest folder with a package.json, from `baseDir` upwards. */
  readonly projectRoot: string;
  /** Texts of the files that were read, by the name they have in origins and errors. */
  readonly sources: ReadonlyMap<string, string>;
  readonly layers: readonly LoadedLayer[];
  /** Options that were set for a plugin which an upper layer replaced by another. */
  readonly dropped: readonly DroppedOption[];
  /** Plugin objects of a config module; `plugins.use` names them `inline:<kind>/<id>`. */
  readonly inlinePlugins: readonly Plugin[];
}

/**
 * Load the config of a project. All errors of the stage are thrown together.
 * @throws CML20xx, CML22xx to CML25xx
 */
export async function loadConfig(request: LoadRequest): Promise<LoadedConfig> {
  const { env = {} } = request;
  const errors: CodexError[] = [];
  const dropped: DroppedOption[] = [];
  const own = await readOwnFiles(request, errors);
  const { file, collector, presets, overrides } = own;
  const { baseDir, projectRoot, inline } = own.found;
  const index = await request.discover(own.found);

  const layers = await collector.collect(presets, file, index);
  const merged = applyOverrides(mergeLayers(layers, dropped), env, overrides, undefined, dropped, errors);
  const { root } = takeInlinePlugins(merged, errors);
  const resolved = resolveReferences(root, env, errors);
  throwDistinct(errors);
  return {
    tree: toPlain(resolved),
    root: resolved,
    origins: new Map([...leavesOf(resolved)].map(([path, node]) => [formatPath(path), originOf(node.place)])),
    file,
    baseDir,
    projectRoot,
    sources: new Map(
      layers.flatMap(({ source }) => (source.text === undefined ? [] : [[source.name, source.text]])),
    ),
    layers: layers.map(({ layer, source }) => ({ layer, source: source.name, preset: source.preset })),
    dropped,
    inlinePlugins: inline,
  };
}

/** What the project's own files say about plugins, without looking for any. Presets are not read. @throws as `loadConfig` */
export async function loadListedPlugins(request: Omit<LoadRequest, 'discover'>): Promise<DiscoveryRequest> {
  return (await readOwnFiles(request, [])).found;
}

/** The first half of loading: the files and overrides that need no plugin to be understood. */
async function readOwnFiles(request: Omit<LoadRequest, 'discover'>, errors: CodexError[]) {
  const { cwd, env = {} } = request;
  const overrides = parseOverrides(request.set ?? [], errors);
  const file = request.file === undefined ? await findConfigFile(cwd, errors) : resolve(cwd, request.file);
  const baseDir = request.baseDir ?? (file === undefined ? cwd : dirname(file));
  const projectRoot = await findProjectRoot(baseDir);
  const collector = new LayerCollector(cwd, { env }, errors);
  const presets = (request.presets ?? []).map(presetEntry);
  const own = await collector.collect(presets, file, undefined);
  const { listed } = takeInlinePlugins(
    pluginsOnly(applyOverrides(mergeLayers(own, []), env, overrides, 'plugins', [], errors), env, errors),
    errors,
  );
  throwDistinct(errors);
  const found: DiscoveryRequest = { projectRoot, baseDir, ...listed };
  return { file, collector, presets, overrides, found };
}

function mergeLayers(layers: readonly ConfigLayer[], dropped: DroppedOption[]): MapNode {
  return layers.reduce<MapNode>(
    (below, layer) => mergeNodes(below, layer.root, [], dropped) as MapNode,
    defaultLayer(),
  );
}

/** The `plugins` section alone, its references filled in. */
function pluginsOnly(root: MapNode, env: Environment, errors: CodexError[]): MapNode {
  const section = root.entries.get('plugins');
  return resolveReferences(
    mapNode(section === undefined ? [] : [['plugins', section]], root.place),
    env,
    errors,
  );
}

function parseOverrides(texts: readonly string[], errors: CodexError[]): Override[] {
  const overrides: Override[] = [];
  for (const text of texts) {
    const override = parseOverride(text, errors);
    const first = override?.steps[0];
    if (first?.key === EXTENDS_KEY) {
      const details = { where: whereOf(first.place), hints: ['choose presets with `--preset`'] };
      errors.push(codexError('CML2207', { key: EXTENDS_KEY, place: 'by `--set`' }, details));
    } else if (override !== undefined) {
      overrides.push(override);
    }
  }
  return overrides;
}

/** Environment first, then `--set`; `only` keeps to one section. */
function applyOverrides(
  base: MapNode,
  env: Environment,
  overrides: readonly Override[],
  only: string | undefined,
  dropped: DroppedOption[],
  errors: CodexError[],
): MapNode {
  let root = base;
  const apply = (override: Override | undefined): void => {
    if (override === undefined || (only !== undefined && override.steps[0]?.key !== only)) return;
    try {
      root = applyOverride(root, override, dropped);
    } catch (error) {
      errors.push(...toCodexErrors(error));
    }
  };
  for (const [name, text] of findConfigVariables(env)) {
    apply(environmentOverride(name, text, root, errors));
  }
  for (const override of overrides) apply(override);
  return root;
}

function presetEntry(name: string): ExtendsEntry {
  const where = { file: '--preset', line: 1, column: 1, length: name.length, source: name };
  return { name, isFile: isFileName(name), where };
}
