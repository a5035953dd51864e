// Brings a clone to the point where its code can run: installed from the lockfile and built. Does only what is missing.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CACHE, ensureInstalled } from './ensure-installed.mjs';
import { childEnvironment, getNode, ROOT } from './node-binary.mjs';
import { runCommand } from './run-command.mjs';
import { listFiles, listPackages } from './workspace.mjs';

/**
 * Install and build what is missing or out of date. Returns the Node to run things with. Ends the process on failure.
 * Running the product needs no compiled tests: `product` leaves them out.
 */
export async function ensureReady(scope = 'all') {
  await ensureInstalled();
  const node = getNode();
  if (isBuilt(scope)) return node;
  console.log('Building.');
  const options = scope === 'product' ? ['--product'] : [];
  const code = await runCommand(node, [join('scripts', 'build.mjs'), '--keep-committed', ...options], {
    env: childEnvironment(node),
  });
  if (code !== 0) process.exit(code);
  return node;
}

/** Remember that the build belongs to the sources as they are now. */
export function markBuilt(scope = 'all') {
  mkdirSync(CACHE, { recursive: true });
  for (const done of scope === 'all' ? ['all', 'product'] : [scope]) {
    writeFileSync(buildStamp(done), sourcesFingerprint(done));
  }
}

function buildStamp(scope) {
  return join(CACHE, `build-${scope}`);
}

function isBuilt(scope) {
  const stamp = buildStamp(scope);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== sourcesFingerprint(scope)) return false;
  return projectFolders(scope).every((folder) => existsSync(join(ROOT, folder)));
}

/** Output folders of the projects that the root tsconfig.json builds. */
function projectFolders(scope) {
  const { references } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  const all = references.map(({ path }) => {
    if (path === 'test') return 'test/dist';
    return path.endsWith('/test') ? `${path.slice(0, -5)}/dist-test` : `${path}/dist`;
  });
  return scope === 'all' ? all : all.filter((folder) => !/^test\/|dist-test$/.test(folder));
}

/** Hash over name, size and time of everything that goes into a build. */
function sourcesFingerprint(scope) {
  const hash = createHash('sha256');
  const isSource = (name) => /\.(ts|mts|json)$/.test(name) && name !== 'oclif.manifest.json';
  const folders = listPackages().map((entry) => entry.folder);
  for (const folder of scope === 'all' ? [...folders, 'test'] : folders) {
    for (const file of listFiles(join(ROOT, folder), isSource)) {
      if (scope === 'all' || !file.startsWith('test/')) add(`${folder}/${file}`);
    }
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
