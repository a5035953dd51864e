// Where each leaf of a resolved config comes from, including defaults that plugins' schemas filled in.
import type { JsonObject } from '@codex-ml/plugin-api';
import { DEFAULT_SOURCE } from '../layers/default-layer.js';
import { type Origin, originOf } from '../source/place.js';
import { findNode, type MapNode, type Path } from '../tree/config-node.js';
import { formatPath } from '../tree/path-text.js';
import { jsonLeaves } from './json-leaves.js';
import type { FoundChoice } from './resolve-choice.js';

/** Origins by dotted path, in the order of the config. */
export function collectOrigins(
  json: JsonObject,
  root: MapNode,
  choices: readonly FoundChoice[],
): Readonly<Record<string, Origin>> {
  const origins: Record<string, Origin> = {};
  for (const [path] of jsonLeaves(json)) {
    const choice = choices.find((one) => one.path.every((step, index) => step === path[index]));
    const node = findWritten(path, root, choice);
    origins[formatPath(path)] =
      node === undefined
        ? { layer: 'default', source: choice?.id ?? DEFAULT_SOURCE.name }
        : originOf(node.place);
  }
  return Object.freeze(origins);
}

/** Below a choice, its own node counts: there, options set by variables have the spelling of the schema. */
function findWritten(path: Path, root: MapNode, choice: FoundChoice | undefined) {
  return choice === undefined ? findNode(root, path) : findNode(choice.node, path.slice(choice.path.length));
}
