// Notices a plugin that brings its own copy of plugin-api. Brands make that work; two versions of types and catalogue are still worth a word.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPackageJson } from './read-package-json.js';
import { findPackageRoot } from './resolve-package.js';

const API_PACKAGE = '@codex-ml/plugin-api';

/** Folder of the running kernel package: the host's copy is the one that resolves from here. */
const KERNEL_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A sentence about the plugin's own copy, or undefined where it shares the host's or has none. */
export function describeApiCopy(pluginRoot: string, kernelRoot = KERNEL_ROOT): string | undefined {
  const ours = findPackageRoot(API_PACKAGE, kernelRoot);
  const theirs = findPackageRoot(API_PACKAGE, pluginRoot);
  if (ours === undefined || theirs === undefined || ours === theirs) return undefined;
  return (
    `uses its own copy of \`${API_PACKAGE}\` (${versionOf(theirs)}, the host has ${versionOf(ours)}); ` +
    'a plugin should have it as a peer dependency, and `npm dedupe` may remove the copy'
  );
}

function versionOf(root: string): string {
  const version = readPackageJson(root).json?.['version'];
  return typeof version === 'string' ? version : `of unknown version at ${join(root, 'package.json')}`;
}
