// Writes the API reports of the core packages, core/*/api/*.api.md, and the record of contract versions beside that of plugin-api.
// --check writes nothing and fails where a report is stale, or where the surface of a plugin kind changed under its version.
// --unreleased lets the surface move again under versions that were not published yet.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contractSurfaces, SHARED } from './api/contract-surfaces.mjs';
import { judgeContract, listChangedLines, recordContract } from './api/judge-contract.mjs';
import { ROOT } from './node-binary.mjs';
import { listPackages, readJson } from './workspace.mjs';

const CONTRACT = 'core/plugin-api/api/plugin-api.api.md';
const HISTORY = 'core/plugin-api/api/contract-history.json';
/** Reports by the content of the declarations they were made from: extracting takes seconds, hashing does not. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'codex-ml', 'api-reports.json');
const SHOWN_LINES = 20;

const check = process.argv.includes('--check');
const unreleased = process.argv.includes('--unreleased');
const entries = listEntries();
const reports = await readReports(entries);
const contract = await readContract(reports.get(CONTRACT));
const wrongVersions = judgeVersions();
// Where a version is wrong, that the report of the contract is stale is no news.
const staleReports = judgeReports().filter(({ path }) => wrongVersions.length === 0 || path !== CONTRACT);
const problems = [...wrongVersions, ...staleReports];

if (problems.length === 0 && !check) writeAll();
for (const { message, lines } of problems) {
  console.error(message);
  for (const line of lines.slice(0, SHOWN_LINES)) console.error(`    ${line}`);
  if (lines.length > SHOWN_LINES) console.error(`    … and ${lines.length - SHOWN_LINES} more lines`);
}
process.exitCode = problems.length > 0 ? 1 : 0;

/** Public entries of the core packages, from `exports`. */
function listEntries() {
  return listPackages()
    .filter(({ folder }) => folder.startsWith('core/'))
    .flatMap(({ folder, manifest }) =>
      Object.entries(manifest.exports)
        .filter(([, target]) => typeof target === 'object')
        .map(([subpath, { types }]) => {
          const name = [basename(folder), ...subpath.split('/').slice(1)].join('-');
          return { folder, types, name, path: `${folder}/api/${name}.api.md` };
        }),
    );
}

/** Path of a report to its text, made anew only where declarations changed. */
async function readReports(wanted) {
  const known = readCache();
  const fingerprints = declarationFingerprints();
  const fresh = {};
  for (const { folder, types, name, path } of wanted) {
    const key = `${types} ${fingerprints.get(folder)}`;
    if (known[path]?.key === key) fresh[path] = known[path];
    else {
      const { extractReport } = await import('./api/extract-report.mjs');
      fresh[path] = { key, text: await extractReport({ folder, types, name }) };
    }
  }
  mkdirSync(dirname(CACHE), { recursive: true });
  writeFileSync(CACHE, JSON.stringify(fresh));
  return new Map(Object.entries(fresh).map(([path, { text }]) => [path, text]));
}

function readCache() {
  try {
    return JSON.parse(readFileSync(CACHE, 'utf8'));
  } catch {
    return {};
  }
}

/** Per core package: a hash over its declarations, those of the core packages it depends on, and what makes the reports. */
function declarationFingerprints() {
  const maker = [
    readFileSync(join(ROOT, 'scripts/api/extract-report.mjs'), 'utf8'),
    readJson(join(ROOT, 'node_modules/@microsoft/api-extractor/package.json')).version,
  ];
  const packages = new Map(
    listPackages().map(({ folder, manifest }) => [manifest.name, { folder, manifest }]),
  );
  const contents = new Map();
  const contentOf = (folder) => {
    if (!contents.has(folder)) contents.set(folder, hashOf(readDeclarations(join(ROOT, folder, 'dist'))));
    return contents.get(folder);
  };
  const foldersOf = (name, seen = new Set()) => {
    const found = packages.get(name);
    if (found === undefined || seen.has(found.folder)) return seen;
    seen.add(found.folder);
    for (const dependency of Object.keys(found.manifest.dependencies ?? {})) foldersOf(dependency, seen);
    return seen;
  };
  return new Map(
    [...packages].map(([name, { folder }]) => [
      folder,
      hashOf([...maker, ...[...foldersOf(name)].sort().map(contentOf)]),
    ]),
  );
}

function readDeclarations(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.d.ts'))
    .sort()
    .flatMap((file) => [file, readFileSync(join(folder, file), 'utf8')]);
}

function hashOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}\0${part}`);
  return hash.digest('hex');
}

async function readContract(report) {
  const { API_VERSION, KIND_API_VERSIONS } = await import(
    pathToFileURL(join(ROOT, 'core/plugin-api/dist/api-version.js')).href
  );
  const surfaces = contractSurfaces(report, Object.keys(KIND_API_VERSIONS));
  const history = existsSync(join(ROOT, HISTORY)) ? readJson(join(ROOT, HISTORY)) : {};
  return { versions: { [SHARED]: API_VERSION, ...KIND_API_VERSIONS }, surfaces, history };
}

function judgeVersions() {
  const complaints = judgeContract({ ...contract, unreleased });
  const before = committed(CONTRACT);
  const old = before === undefined ? new Map() : surfacesOrNone(before, Object.keys(contract.versions));
  const found = complaints.map(({ surface, message }) => ({
    message,
    lines: listChangedLines(old.get(surface)?.text ?? '', contract.surfaces.get(surface).text),
  }));
  const unrecorded = Object.entries(recordContract(contract)).some(
    ([surface, versions]) => JSON.stringify(versions) !== JSON.stringify(contract.history[surface]),
  );
  if (check && unrecorded && found.length === 0) {
    found.push({
      message: `${HISTORY} lacks the present versions: run \`npm run api\` and commit it.`,
      lines: [],
    });
  }
  return found;
}

function surfacesOrNone(report, names) {
  try {
    return contractSurfaces(
      report,
      names.filter((name) => name !== SHARED),
    );
  } catch {
    return new Map(); // the committed report is older than one of the kinds
  }
}

function judgeReports() {
  if (!check) return [];
  const stale = [...reports].flatMap(([path, text]) => {
    const before = committed(path);
    if (before === text) return [];
    const state = before === undefined ? 'is missing' : 'differs from the sources';
    const lines = before === undefined ? [] : listChangedLines(before, text);
    return [{ path, message: `${path} ${state}: run \`npm run api\` and commit it.`, lines }];
  });
  return [
    ...stale,
    ...leftOvers().map((path) => ({
      path,
      message: `${path} belongs to no entry any more: run \`npm run api\`.`,
      lines: [],
    })),
  ];
}

function leftOvers() {
  const folders = new Set(entries.map(({ path }) => dirname(path)));
  return [...folders]
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`))
    .filter((path) => path.endsWith('.api.md') && !reports.has(path));
}

function committed(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : undefined;
}

function writeAll() {
  for (const path of leftOvers()) rmSync(join(ROOT, path));
  for (const [path, text] of reports) write(path, text);
  write(HISTORY, `${JSON.stringify(recordContract(contract), null, 2)}\n`);
}

function write(path, text) {
  if (committed(path) === text) return;
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
  console.log(`wrote ${path}`);
}
