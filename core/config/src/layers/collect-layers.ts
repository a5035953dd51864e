// Follows `extends` from the config file through files and presets, and lists the layers, lowest first.
import { dirname, resolve } from 'node:path';
import { CodexError, codexError, throwCollected } from '@codex-ml/plugin-api';
import { EXTENDS_KEY, SECTION_KEYS } from '../schema/sections.js';
import type { ConfigEnvironment } from '../source/load-module.js';
import { type LoadedSource, loadSource } from '../source/load-source.js';
import type { Layer, Source } from '../source/place.js';
import { whereOf } from '../source/place.js';
import { type ConfigNode, type MapNode, mapNode, toPlain, withoutEntries } from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';
import { expandShorthand } from '../tree/expand-shorthand.js';
import { type ExtendsEntry, readExtends } from './extends-entries.js';
import { findPreset, type PresetIndex } from './preset-index.js';

/** One file's contribution, in long form and without `extends`. */
export interface ConfigLayer {
  readonly layer: Layer;
  readonly source: Source;
  readonly path: string;
  readonly root: MapNode;
}

interface Link {
  readonly path: string;
  readonly name: string;
}

/** Reads files once, however often they are extended. */
export class LayerCollector {
  readonly #cache = new Map<string, Promise<LoadedSource | undefined>>();

  constructor(
    private readonly cwd: string,
    private readonly environment: ConfigEnvironment,
    private readonly errors: CodexError[],
  ) {}

  /**
   * Layers of the given `extends` entries followed by those of a file.
   * @param index without it, presets are passed over: a first look at the project's own files, for their `plugins`
   */
  async collect(
    first: readonly ExtendsEntry[],
    file: string | undefined,
    index: PresetIndex | undefined,
  ): Promise<ConfigLayer[]> {
    const layers: ConfigLayer[] = [];
    for (const entry of first) layers.push(...(await this.#entry(entry, this.cwd, index, [])));
    if (file !== undefined) layers.push(...(await this.#file(file, 'file', undefined, undefined, index, [])));
    return layers;
  }

  async #entry(
    entry: ExtendsEntry,
    folder: string,
    index: PresetIndex | undefined,
    chain: readonly Link[],
    inPreset?: string,
  ): Promise<ConfigLayer[]> {
    if (entry.isFile) {
      const layer = inPreset === undefined ? 'file' : 'preset';
      return this.#file(resolve(folder, entry.name), layer, inPreset, entry, index, chain);
    }
    if (index === undefined) return [];
    const preset = findPreset(index, entry.name, entry.where);
    if (CodexError.is(preset)) {
      this.errors.push(preset);
      return [];
    }
    return this.#file(preset.path, 'preset', preset.name, entry, index, chain, preset.section);
  }

  async #file(
    path: string,
    layer: Layer,
    preset: string | undefined,
    asked: ExtendsEntry | undefined,
    index: PresetIndex | undefined,
    chain: readonly Link[],
    section?: string,
  ): Promise<ConfigLayer[]> {
    const link = { path, name: preset ?? asked?.name ?? 'the config file' };
    if (chain.some((above) => above.path === path)) {
      const names = [...chain.slice(chain.findIndex((above) => above.path === path)), link];
      const circle = names.map(({ name }) => `\`${name}\``).join(' -> ');
      this.errors.push(codexError('CML2203', { chain: circle }, { where: asked?.where }));
      return [];
    }
    const loaded = await this.#load(path, layer, preset, asked);
    if (loaded === undefined) return [];
    const { source } = loaded;
    if (section !== undefined) return [{ layer, source, path, root: intoSection(loaded.root, section) }];
    if (loaded.root.type !== 'map') {
      this.errors.push(notAMapping(loaded));
      return [];
    }
    const layers: ConfigLayer[] = [];
    for (const entry of readExtends(loaded.root, this.environment.env, this.errors)) {
      layers.push(...(await this.#entry(entry, dirname(path), index, [...chain, link], preset)));
    }
    if (layer === 'preset') this.#refusePlugins(loaded.root);
    const root = expandShorthand(withoutEntries(loaded.root, [EXTENDS_KEY]), []) as MapNode;
    return [...layers, { layer, source, path, root }];
  }

  #load(
    path: string,
    layer: Layer,
    preset: string | undefined,
    asked: ExtendsEntry | undefined,
  ): Promise<LoadedSource | undefined> {
    const { cwd, environment } = this;
    const known = this.#cache.get(path);
    if (known !== undefined) return known;
    const loading = loadSource({ path, cwd, layer, preset, where: asked?.where, environment }, this.errors);
    this.#cache.set(path, loading);
    return loading;
  }

  #refusePlugins(root: MapNode): void {
    const entry = root.entries.get('plugins');
    if (entry === undefined) return;
    const where = whereOf(entry.keyPlace);
    this.errors.push(codexError('CML2207', { key: 'plugins', place: 'in a preset' }, { where }));
  }
}

/** Throw what was collected, once per place: a first look at files finds some errors that the second finds again. */
export function throwDistinct(errors: readonly CodexError[]): void {
  const distinct = new Map(
    errors.map((error) => {
      const { file, line, column } = error.where ?? {};
      return [JSON.stringify([error.code, error.title, file, line, column]), error];
    }),
  );
  throwCollected([...distinct.values()]);
}

function intoSection(root: ConfigNode, section: string): MapNode {
  const entry = { keyPlace: root.place, value: expandShorthand(root, [section]) };
  return mapNode([[section, entry]], root.place);
}

function notAMapping({ root, source }: LoadedSource): CodexError {
  const received = describeValue(root.type === 'opaque' ? root.value : toPlain(root));
  const sections = `sections: ${SECTION_KEYS.join(', ')}`;
  return codexError(
    'CML2013',
    { subject: `\`${source.name}\``, received },
    { where: whereOf(root.place), hints: [sections] },
  );
}
