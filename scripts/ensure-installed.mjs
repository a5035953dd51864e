// Makes node_modules agree with the lockfile. Runs on the oldest Node a machine may have, before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';
import { readJson } from './workspace.mjs';

/** Folder for stamps; it goes away with node_modules. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'codex-ml');

/** Run `npm ci` unless what is installed is what the lockfile says. Ends the process when npm fails. */
export async function ensureInstalled() {
  const hash = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamp = join(CACHE, 'install');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!isLockfileInstalled()) await install();
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stamp, hash);
}

async function install() {
  console.log('Installing dependencies from package-lock.json: about a minute, only this once.');
  const command = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runCommand('npm', command, {
    env: environmentOutsideNodeModules(),
    shell: process.platform === 'win32',
  });
  if (code === 0) return;
  console.error(
    'npm could not install the dependencies. Its message above says why; without a network, a filled npm cache is needed.',
  );
  process.exit(4);
}

/** npm replaces node_modules, so it must not be run by a Node that lives there. */
function environmentOutsideNodeModules() {
  const inside = `${join(ROOT, 'node_modules')}${sep}`;
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !`${folder}${sep}`.startsWith(inside));
  return { ...process.env, PATH: path.join(delimiter) };
}

/** Compares the lockfile with npm's own record of what it installed; optional packages may be absent. */
function isLockfileInstalled() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  return Object.entries(readJson(join(ROOT, 'package-lock.json')).packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (found === undefined)
      return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return found.link === true || (found.version === wanted.version && found.integrity === wanted.integrity);
  });
}
