// Which Node runs the project: the current one if it is new enough, else the one the lockfile installs. Knows no other tool.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Oldest Node that every dependency runs on; the same as `engines.node` of the packages. */
const MINIMUM = [22, 18];

/** Whether a version such as `v24.21.0` is new enough. */
export function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

/** Path of a Node that is new enough, or undefined. After an install it is found even where the machine's own is old. */
export function findNode() {
  if (isNewEnough(process.version) && existsSync(process.execPath)) return process.execPath;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const locked = join(ROOT, 'node_modules', name, 'bin', file);
  return existsSync(locked) ? locked : undefined;
}

/** The same, but ends the process with an explanation where there is none. */
export function getNode() {
  const node = findNode();
  if (node !== undefined) return node;
  console.error(
    [
      `This project needs Node ${MINIMUM.join('.')} or newer; this is ${process.version}, and the lockfile brings no binary`,
      `for ${process.platform}-${process.arch}. Install a current Node from https://nodejs.org (or your version manager), then run this again.`,
    ].join('\n'),
  );
  process.exit(4);
}

/** Environment for children: the right Node comes first in PATH, so that tools started by name get it too. */
export function childEnvironment(node, extra = {}) {
  const path = [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}
