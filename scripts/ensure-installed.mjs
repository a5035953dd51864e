// Makes node_modules agree with the lockfile. Runs on the oldest Node a machine may have, before anything is installed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';
import { readJson } from './workspace.mjs';

/** Folder for stamps; it goes away with node_modules. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'codex-ml');

/** Install the project. Ends the process when npm fails. */
export async function ensureInstalled() {
  await ensureFolder('', 'Installing dependencies from package-lock.json: about a minute, only this once.');
}

/** Install what tests and benchmarks compare with: a project of its own, which users do not need. Ends the process when npm fails. */
export async function ensureOracles() {
  const folder = join('test', 'oracles');
  if (!existsSync(join(ROOT, folder, 'package-lock.json'))) return;
  await ensureFolder(
    folder,
    'Installing the tokenizers that ours are compared with: half a minute, only this once.',
  );
}

/** Run `npm ci` in a folder of the repository unless what is installed there is what its lockfile says. */
async function ensureFolder(folder, message) {
  const hash = createHash('sha256')
    .update(readFileSync(join(ROOT, folder, 'package-lock.json')))
    .digest('hex');
  const cache = join(ROOT, folder, 'node_modules', '.cache', 'codex-ml');
  const stamp = join(cache, 'install');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!isLockfileInstalled(folder)) await install(folder, message);
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, hash);
}

async function install(folder, message) {
  console.log(message);
  // Scripts of the project itself are covered by `allowScripts`; those of oracles have no business here.
  const scripts = folder === '' ? [] : ['--ignore-scripts'];
  const command = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...scripts];
  const code = await runCommand('npm', command, {
    cwd: join(ROOT, folder),
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
function isLockfileInstalled(folder) {
  const record = join(ROOT, folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = readJson(record).packages;
  return Object.entries(readJson(join(ROOT, folder, 'package-lock.json')).packages).every(
    ([path, wanted]) => {
      if (!path.includes('node_modules/')) return true;
      const found = installed[path];
      if (found === undefined)
        return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
      return (
        found.link === true || (found.version === wanted.version && found.integrity === wanted.integrity)
      );
    },
  );
}
