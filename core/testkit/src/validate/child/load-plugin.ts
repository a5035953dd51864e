// Imports the entry of a capability, as the kernel does at run time, and turns what goes wrong into findings.
import { relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type IndexedCapability, verifyModule } from '@codex-ml/kernel';
import { CodexError, codexError, isPlugin, type Plugin, toCodexErrors } from '@codex-ml/plugin-api';
import type { CheckId } from '../check-table.js';
import { type FindingDetails, finding, findingOf } from '../finding.js';
import type { Job } from '../process/job.js';
import type { Finding } from '../report.js';
import { ownFrame } from './watch/own-frame.js';

export type Loaded = { readonly plugin: Plugin } | { readonly findings: readonly Finding[] };

/** Import and verify. Findings are those of `load.import` and `load.rights`. */
export async function loadPlugin(job: Job): Promise<Loaded> {
  const { id, entry } = job.capability;
  let module: object;
  try {
    module = (await import(pathToFileURL(entry).href)) as object;
  } catch (cause) {
    return { findings: describeThrown('load.import', cause, job, importError(id, cause)) };
  }
  try {
    return { plugin: verify(job, module) };
  } catch (error) {
    return {
      findings: toCodexErrors(error).map((one) =>
        findingOf('load.import', one, { ...detailsOf(job), where: entryOf(job) }),
      ),
    };
  }
}

/** Details that every finding of this job shares. */
export function detailsOf({ capability: { kind, id } }: Job): FindingDetails {
  return { capability: kind === null ? id : `${kind}:${id}` };
}

/** Findings for what the plugin threw: a denied permission has a code of its own. */
export function describeThrown(check: CheckId, thrown: unknown, job: Job, error: CodexError): Finding[] {
  const where = ownFrame(thrown instanceof Error ? thrown.stack : undefined, job.package.root);
  const denied = deniedRight(thrown);
  const details = { ...detailsOf(job), where: where ?? entryOf(job) };
  if (denied === undefined) return [findingOf(check, error, details)];
  const { id } = job.capability;
  return [finding('load.rights', 'CML3531', { id, ...denied }, { ...details, seen: messageOf(thrown) })];
}

/** The entry, as a path in the package. */
function entryOf({ capability: { entry }, package: { root } }: Job): string {
  return relative(root, entry).split(sep).join('/');
}

export function messageOf(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n', 1)[0] ?? '';
}

function importError(id: string, cause: unknown): CodexError {
  if (CodexError.is(cause)) return toCodexErrors(cause)[0] ?? cause;
  return codexError('CML3207', { id, message: messageOf(cause) }, { plugin: id, cause });
}

function deniedRight(thrown: unknown): { permission: string; resource: string } | undefined {
  const { code, permission, resource } = (thrown ?? {}) as Partial<Record<string, string>>;
  if (code === 'ERR_DLOPEN_DISABLED') {
    return {
      permission: 'loading native code',
      resource: 'an addon, which needs `"native": true` in the manifest',
    };
  }
  if (code !== 'ERR_ACCESS_DENIED') return undefined;
  const threads = permission === 'WorkerThreads';
  return {
    permission: threads ? 'a worker thread' : (permission ?? 'a right'),
    resource: threads ? 'Node, which needs `"native": true` in the manifest' : resource || 'the process',
  };
}

function verify({ capability, package: owner }: Job, module: object): Plugin {
  const { id, kind, shortId, entry, optionsFile, network } = capability;
  if (kind === null || shortId === null) {
    const plugin = 'default' in module ? module.default : undefined;
    if (!('default' in module)) throw codexError('CML3208', { id });
    if (!isPlugin(plugin)) throw codexError('CML3209', { id });
    return plugin;
  }
  const indexed: IndexedCapability = {
    kind,
    id,
    shortId,
    package: { name: owner.name, version: '0.0.0', root: owner.root },
    source: 'explicit',
    summary: '',
    apiVersion: '',
    status: 'ok',
    forced: false,
    hooks: capability.hooks ?? [],
    network,
    native: false,
    entry,
    optionsFile,
  };
  return verifyModule(indexed, module);
}
