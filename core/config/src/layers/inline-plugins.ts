// Plugin objects in the `plugins` of a config module: taken out of the tree and replaced by a name.
import { type CodexError, codexError, type Plugin } from '@codex-ml/plugin-api';
import { whereOf } from '../source/place.js';
import {
  type ConfigNode,
  findNode,
  type MapNode,
  type Path,
  scalarNode,
  withEntry,
} from '../tree/config-node.js';
import { formatPath } from '../tree/path-text.js';

/** Begins the name that stands in `plugins.use` where a config module has a plugin object. */
export const INLINE_PREFIX = 'inline:';

/** What `plugins` lists. */
export interface ListedPlugins {
  /** Texts of `plugins.use`: packages and paths. */
  readonly plugins: readonly string[];
  readonly allowIncompatible: readonly string[];
  readonly inline: readonly Plugin[];
}

export interface TakenPlugins {
  /** The config, with `inline:<kind>/<id>` in place of each object. */
  readonly root: MapNode;
  readonly listed: ListedPlugins;
}

/** Take plugin objects out of `plugins.use`; anywhere else they are errors. */
export function takeInlinePlugins(root: MapNode, errors: CodexError[]): TakenPlugins {
  const inline: Plugin[] = [];
  const take = (node: ConfigNode, path: Path): ConfigNode => {
    if (node.type === 'map') {
      let result = node;
      for (const [key, entry] of node.entries) {
        const value = take(entry.value, [...path, key]);
        if (value !== entry.value) result = withEntry(result, key, { ...entry, value });
      }
      return result;
    }
    if (node.type === 'list') {
      const items = node.items.map((item, index) => take(item, [...path, index]));
      return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
    }
    if (node.type !== 'opaque') return node;
    const { kind, id } = node.value;
    if (path.length === 3 && path[0] === 'plugins' && path[1] === 'use') {
      inline.push(node.value);
    } else {
      const received = `the plugin object \`${id}\`, which belongs under \`plugins\``;
      errors.push(
        codexError('CML2012', { path: formatPath(path), received }, { where: whereOf(node.place) }),
      );
    }
    return scalarNode(`${INLINE_PREFIX}${kind}/${id}`, node.place);
  };
  const taken = take(root, []) as MapNode;
  const plugins = textsAt(root, ['plugins', 'use']);
  return {
    root: taken,
    listed: { plugins, allowIncompatible: textsAt(root, ['plugins', 'allowIncompatible']), inline },
  };
}

/** The texts of a list; anything else is left to validation. */
function textsAt(root: MapNode, path: Path): string[] {
  const list = findNode(root, path);
  if (list?.type !== 'list') return [];
  return list.items.flatMap((item) =>
    item.type === 'scalar' && typeof item.value === 'string' ? [item.value] : [],
  );
}
