// Names the plugin behind an error that leaves a run: what it is, where it comes from, and the line of its code. Errors that say
// nothing of a plugin are given one where their stack leads into its code.
import { type LoadedPlugin, messageOf, refineError } from '@codex-ml/kernel';
import {
  type CodexError,
  CodexErrors,
  codexError,
  type ErrorDetails,
  toCodexErrors,
} from '@codex-ml/plugin-api';
import { findPluginFrame, type PluginFrame } from './plugin-frame.js';

/**
 * The error to report.
 * @param plugins of the run
 */
export function blamePlugin(error: unknown, plugins: Iterable<LoadedPlugin>): unknown {
  // Stopping because it was asked to is no failure.
  if (error instanceof Error && error.name === 'AbortError') return error;
  const loaded = [...plugins];
  const refined = toCodexErrors(error).map((one) => {
    const own = findPluginFrame(one, loaded);
    return refineOne(named(one, own), own, loaded);
  });
  const [first] = refined;
  if (refined.length > 1) return new CodexErrors(refined);
  // An error of ours or of Node, in which no plugin has a part, stays what it is.
  return first?.plugin === undefined ? error : first;
}

/** An error that is none of ours, thrown in the code of a plugin. */
function named(error: CodexError, frame: PluginFrame | undefined): CodexError {
  if (error.code !== 'CML9001' || frame === undefined || error.plugin !== undefined) return error;
  const { id } = frame.capability;
  const method = frame.method ?? 'its code';
  return codexError(
    'CML3212',
    { id, method, message: messageOf(error.cause) },
    { plugin: id, cause: error.cause, during: error.during },
  );
}

function refineOne(
  error: CodexError,
  frame: PluginFrame | undefined,
  plugins: readonly LoadedPlugin[],
): CodexError {
  const add: { -readonly [K in keyof ErrorDetails]: ErrorDetails[K] } = {};
  if (error.plugin === undefined && frame !== undefined && isOfEngine(error))
    add.plugin = frame.capability.id;
  const plugin = add.plugin ?? error.plugin;
  if (plugin === undefined) return error;
  if (frame?.capability.id === plugin && error.where === undefined) add.where = frame.where;
  const origin = originOf(plugin, frame, plugins);
  if (error.pluginOrigin === undefined && origin !== undefined) add.pluginOrigin = origin;
  return refineError(error, () => add) as CodexError;
}

/** Engines run the code of models and optimizers, and cannot know whose it is. */
function isOfEngine({ code }: CodexError): boolean {
  return code.startsWith('CML51');
}

/** "metric of `acme-metrics` 1.2.0"; ids are unique only within a kind, so there may be several. */
function originOf(
  id: string,
  frame: PluginFrame | undefined,
  plugins: readonly LoadedPlugin[],
): string | undefined {
  const found = plugins.filter(({ capability }) => capability.id === id).map(({ capability }) => capability);
  const own = found.find((capability) => capability === frame?.capability) ?? found[0];
  if (own === undefined) return undefined;
  const kinds = frame === undefined ? [...new Set(found.map(({ kind }) => kind))].join(' or ') : own.kind;
  const { name, version } = own.package;
  // Single files and objects of a config have no version.
  return `${kinds} of \`${name}\`${version === '0.0.0' ? '' : ` ${version}`}`;
}
