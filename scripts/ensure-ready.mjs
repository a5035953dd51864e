// Brings a clone to the point where its code can run: installed from the lockfile and built. Does only what is missing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CACHE, ensureInstalled } from './ensure-installed.mjs';
import { childEnvironment, getNode, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';
import { listFiles, listPackages } from './workspace.mjs';

/** Install and build what is missing or out of date. Returns the Node to run things with. Ends the process on failure. */
export async function ensureReady() {
  await ensureInstalled();
  const node = getNode();
  if (isBuilt()) return node;
  console.log('Building.');
  const code = await runCommand(node, [join('scripts', 'build.mjs'), '--keep-committed'], {
    env: childEnvironment(node),
  });
  if (code !== 0) process.exit(code);
  return node;
}

/** Remember that the build belongs to the sources as they are now. */
export function markBuilt() {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(BUILD_STAMP, sourcesFingerprint());
}

const BUILD_STAMP = join(CACHE, 'build');

function isBuilt() {
  if (!existsSync(BUILD_STAMP) || readFileSync(BUILD_STAMP, 'utf8') !== sourcesFingerprint()) return false;
  return projectFolders().every((folder) => existsSync(join(ROOT, folder)));
}

/** Output folders of the projects that the root tsconfig.json builds. */
function projectFolders() {
  const { references } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  return references.map(({ path }) => {
    if (path === 'test') return 'test/dist';
    return path.endsWith('/test') ? `${path.slice(0, -5)}/dist-test` : `${path}/dist`;
  });
}

/** Hash over name, size and time of everything that goes into a build. */
function sourcesFingerprint() {
  const hash = createHash('sha256');
  const isSource = (name) => /\.(ts|mts|json)$/.test(name) && name !== 'oclif.manifest.json';
  for (const folder of [...listPackages().map((entry) => entry.folder), 'test']) {
    for (const file of listFiles(join(ROOT, folder), isSource)) add(`${folder}/${file}`);
  }
  for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json']) add(file);
  return hash.digest('hex');

  function add(file) {
    const { size, mtimeMs } = statSync(join(ROOT, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureReady();
}
