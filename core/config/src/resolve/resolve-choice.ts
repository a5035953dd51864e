// One section that chooses a plugin: from `{ use, …options }` to the plugin's full id and validated options.
import { CodexError, codexError, type Kind, type OptionsSchema, toCodexErrors } from '@codex-ml/plugin-api';
import { looseName } from '../layers/environment-overrides.js';
import { type Choice, HOST_KEYS } from '../schema/run-config.js';
import { type Place, whereOf } from '../source/place.js';
import {
  type ConfigNode,
  findNode,
  type MapNode,
  type Path,
  toPlain,
  withoutEntries,
} from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';
import { findUse } from '../tree/merge.js';
import { formatPath } from '../tree/path-text.js';
import { checkFields } from './check-fields.js';
import { findNonJson, toJson } from './json-leaves.js';

/** How `resolveConfig` learns what plugins there are. The kernel makes it; it loads the options module of a plugin at most. */
export interface CapabilityLookup {
  /**
   * @param name full or short id
   * @returns the full id and option schema, or the error to report (unknown, ambiguous, broken, incompatible); it may also throw
   */
  find(kind: Kind, name: string): Capability | CodexError;
}

export interface Capability {
  readonly id: string;
  readonly schema: OptionsSchema;
}

/** A section whose plugin was found; its options are still as written. */
export interface FoundChoice {
  readonly kind: Kind;
  readonly path: Path;
  readonly node: MapNode;
  readonly id: string;
  readonly schema: OptionsSchema;
  readonly usePlace: Place;
}

/** Find the plugin that the section at `path` uses; undefined after errors were added. */
export function findChoice(
  kind: Kind,
  path: Path,
  node: ConfigNode | undefined,
  sectionPlace: Place,
  lookup: CapabilityLookup,
  errors: CodexError[],
): FoundChoice | undefined {
  if (node !== undefined && node.type !== 'map') {
    const value = node.type === 'opaque' ? node.value : toPlain(node);
    const parameters = {
      path: formatPath(path),
      expected: `the id of a ${kind}, or a mapping with \`use\``,
      received: describeValue(value),
    };
    errors.push(codexError('CML2105', parameters, { where: whereOf(node.place) }));
    return undefined;
  }
  const use = findUse(node);
  if (node === undefined || use === undefined || use === '') {
    const named = node?.entries.get('use')?.value;
    const where = whereOf(named?.place ?? node?.place ?? sectionPlace);
    const hints = [`write \`use: <id>\`; \`codex-ml plugins list --kind ${kind}\` shows what is installed`];
    errors.push(codexError('CML2103', { path: formatPath(path) }, { where, hints }));
    return undefined;
  }
  const usePlace = node.entries.get('use')!.value.place;
  try {
    const found = lookup.find(kind, use);
    if (CodexError.is(found)) throw found;
    const { id, schema } = found;
    return { kind, path, node: restoreVariableNames(node, schema), usePlace, id, schema };
  } catch (error) {
    errors.push(...toCodexErrors(error).map((one) => placed(one, usePlace)));
    return undefined;
  }
}

/** Validate the options of a found plugin; undefined after errors were added. */
export function checkChoice(
  choice: FoundChoice,
  elsewhere: (key: string) => readonly string[],
  errors: CodexError[],
): Choice | undefined {
  const { kind, id, schema, node, usePlace } = choice;
  const fields = withoutEntries(node, HOST_KEYS[kind]);
  const subject = { owner: 'plugin', kind, id, usePlace } as const;
  const options = checkFields({ subject, schema, fields, elsewhere }, errors);
  if (options === undefined) return undefined;
  const foreign = findNonJson(options);
  if (foreign === undefined) return { use: id, options: toJson(options) as Choice['options'] };
  const where = whereOf(findNode(fields, foreign.path)?.place ?? usePlace);
  const parameters = { kind, id, option: formatPath(foreign.path), received: describeValue(foreign.value) };
  errors.push(codexError('CML2112', parameters, { where, plugin: id }));
  return undefined;
}

/** The same error at the place that names the plugin, unless it has a place of its own. */
function placed(error: CodexError, place: Place): CodexError {
  if (error.where?.line !== undefined) return error;
  const { code, title, cause, hints, plugin, hook } = error;
  const where = whereOf(place, error.where?.note);
  return new CodexError(code, title, { where, cause, hints, plugin, hook });
}

/** Names of variables carry no case: `CODEX_ML_OPTIMIZER__WEIGHTDECAY` gets the option's own spelling here. */
function restoreVariableNames(node: MapNode, schema: OptionsSchema): MapNode {
  const options = Object.keys(schema.shape);
  const entries = new Map(node.entries);
  for (const [key, entry] of node.entries) {
    if (entry.keyPlace.source.layer !== 'env' || options.includes(key)) continue;
    const option = options.find((name) => looseName(name) === looseName(key));
    if (option === undefined) continue;
    entries.delete(key);
    // `--set` stands above the environment, whichever spelling came first.
    if (entries.get(option)?.keyPlace.source.layer !== 'set') entries.set(option, entry);
  }
  return { ...node, entries };
}
