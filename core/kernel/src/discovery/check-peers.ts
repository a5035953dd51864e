// Looks at what a plugin package expects to find beside it: peers that are missing or of another version, and a plugin-api of its
// own. Reads package.json files only.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CodexError, codexError, type JsonObject } from '@codex-ml/plugin-api';
import semver from 'semver';
import { isObject } from './read-json-object.js';
import { readPackageJson } from './read-package-json.js';
import { findPackageRoot } from './resolve-package.js';

const API_PACKAGE = '@codex-ml/plugin-api';

/** Folder of the running kernel package: the host's copy is the one that resolves from here. */
const KERNEL_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface PeerFindings {
  /** CML3317: a peer that is not there, so that importing it will fail. */
  readonly errors: readonly CodexError[];
  /** CML3318 another version than asked for, CML3319 a second plugin-api: it may work, and its user should know. */
  readonly remarks: readonly CodexError[];
}

/** @param kernelRoot folder from which the host's own plugin-api resolves */
export function checkPeers(
  name: string,
  root: string,
  json: JsonObject,
  kernelRoot = KERNEL_ROOT,
): PeerFindings {
  const errors: CodexError[] = [];
  const remarks: CodexError[] = [];
  for (const [peer, range] of requiredPeers(json)) {
    const found = findPackageRoot(peer, root);
    if (found === undefined) {
      const hints = [`install it in the project: \`npm install ${peer}@"${range}"\``];
      errors.push(codexError('CML3317', { name, peer, range }, { plugin: name, hints }));
      continue;
    }
    const version = versionOf(found);
    if (version !== undefined && semver.validRange(range) !== null && !admits(range, version)) {
      remarks.push(codexError('CML3318', { name, peer, range, version }, { plugin: name }));
    }
  }
  const copy = ownApiCopy(name, root, kernelRoot);
  return { errors, remarks: copy === undefined ? remarks : [...remarks, copy] };
}

function requiredPeers(json: JsonObject): (readonly [string, string])[] {
  const peers = isObject(json['peerDependencies']) ? json['peerDependencies'] : {};
  const meta = isObject(json['peerDependenciesMeta']) ? json['peerDependenciesMeta'] : {};
  return Object.entries(peers).flatMap(([peer, range]) => {
    const settings = meta[peer];
    const optional = isObject(settings) && settings['optional'] === true;
    return optional || typeof range !== 'string' ? [] : [[peer, range] as const];
  });
}

function admits(range: string, version: string): boolean {
  return semver.satisfies(version, range, { includePrerelease: true });
}

/** Brands make two copies work; two versions of types and of the catalogue of errors are still worth a word. */
function ownApiCopy(name: string, root: string, kernelRoot: string): CodexError | undefined {
  const ours = findPackageRoot(API_PACKAGE, kernelRoot);
  const theirs = findPackageRoot(API_PACKAGE, root);
  if (ours === undefined || theirs === undefined || ours === theirs) return undefined;
  const versions = { theirs: versionOf(theirs) ?? 'unknown', ours: versionOf(ours) ?? 'unknown' };
  return codexError(
    'CML3319',
    { name, ...versions },
    { plugin: name, hints: [`the copy is at \`${theirs}\``] },
  );
}

function versionOf(root: string): string | undefined {
  const version = readPackageJson(root).json?.['version'];
  return typeof version === 'string' ? version : undefined;
}
