// One config file of any kind to a located tree.
import { basename, extname } from 'node:path';
import { type CodexError, codexError, type SourceLocation } from '@codex-ml/plugin-api';
import { type ConfigNode, mapNode } from '../tree/config-node.js';
import { displayPath } from './display-path.js';
import { PACKAGE_KEY } from './find-config-file.js';
import { type ConfigEnvironment, loadModule } from './load-module.js';
import { parseJson } from './parse-json.js';
import { parseYaml } from './parse-yaml.js';
import type { Layer, Source } from './place.js';
import { readText } from './read-text.js';

export interface SourceRequest {
  /** Absolute path. */
  readonly path: string;
  readonly cwd: string;
  readonly layer: Layer;
  readonly preset?: string | undefined;
  /** The place that refers to the file. */
  readonly where?: SourceLocation | undefined;
  readonly environment: ConfigEnvironment;
}

export interface LoadedSource {
  readonly source: Source;
  readonly root: ConfigNode;
}

/** Read, parse or import; undefined after errors were added. */
export async function loadSource(
  request: SourceRequest,
  errors: CodexError[],
): Promise<LoadedSource | undefined> {
  const shown = displayPath(request.path, request.cwd);
  // The way out of the project to an installed preset says nothing; its name does, and is the same on every machine.
  const name = request.preset !== undefined && shown.startsWith('../') ? request.preset : shown;
  const base = { layer: request.layer, name, preset: request.preset };
  switch (extname(request.path)) {
    case '.yaml':
    case '.yml':
    case '.json': {
      const text = await readText(request.path, name, errors, request.where);
      if (text === undefined) return undefined;
      const source: Source = { ...base, text };
      const root = extname(request.path) === '.json' ? parseJson(source, errors) : parseYaml(source, errors);
      if (root === undefined) return undefined;
      return { source, root: basename(request.path) === 'package.json' ? packageConfig(root) : root };
    }
    case '.ts':
    case '.mts':
    case '.js':
    case '.mjs': {
      // A missing file is told from a module that misses one of its imports.
      const text = await readText(request.path, name, errors, request.where);
      if (text === undefined) return undefined;
      const source: Source = { ...base, text };
      const root = await loadModule(request.path, source, request.environment, errors);
      return root === undefined ? undefined : { source, root };
    }
    default:
      errors.push(codexError('CML2004', { file: name }, { where: request.where }));
      return undefined;
  }
}

function packageConfig(root: ConfigNode): ConfigNode {
  const config = root.type === 'map' ? root.entries.get(PACKAGE_KEY)?.value : undefined;
  return config ?? mapNode([], root.place);
}
