// The runs of this process, for errors that nobody waits for or that are reported after the run is closed. Few are remembered.
import { type LoadedPlugin, messageOf } from '@codex-ml/kernel';
import { CodexError, codexError } from '@codex-ml/plugin-api';
import { blamePlugin } from './blame-plugin.js';
import { placed } from './during.js';

/** A run as far as its errors need it. */
export interface KnownRun {
  readonly plugins: Iterable<LoadedPlugin>;
  readonly journal: {
    /** What it was doing last. */
    readonly place: string | undefined;
    error(error: unknown): void;
  };
}

const KEPT = 4;

const known: KnownRun[] = [];
const open = new Set<KnownRun>();

/** Returns what ends it. */
export function announceRun(run: KnownRun): () => void {
  known.unshift(run);
  known.length = Math.min(known.length, KEPT);
  open.add(run);
  return () => open.delete(run);
}

/** The error as it is to be reported, with what is known of the plugin behind it. */
export function blameRun(error: unknown, { plugins, journal: { place } }: KnownRun): unknown {
  const blamed = blamePlugin(error, plugins);
  return place === undefined ? blamed : placed(blamed, place);
}

/** The same for an error of which it is not known whose it is: the runs are asked, the latest first. */
export function blameAnyRun(error: unknown): unknown {
  for (const { plugins } of known) {
    const blamed = blamePlugin(error, plugins);
    if (blamed !== error) return blamed;
  }
  return error;
}

/**
 * The same for an error that nobody waited for: a promise that was left running, or a callback. It is written into the records of
 * the runs that are open, which hear of it in no other way.
 */
export function blameStrayError(error: unknown): unknown {
  const blamed = blameAnyRun(error);
  const stray = isOwn(blamed)
    ? codexError(
        'CML3641',
        { id: blamed.plugin, message: messageOf(blamed.cause ?? blamed) },
        { plugin: blamed.plugin, pluginOrigin: blamed.pluginOrigin, where: blamed.where, cause: blamed },
      )
    : blamed;
  for (const { journal } of open) journal.error(stray);
  return stray;
}

function isOwn(error: unknown): error is CodexError & { readonly plugin: string } {
  return CodexError.is(error) && error.plugin !== undefined;
}
