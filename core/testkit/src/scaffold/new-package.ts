// Writes a new plugin package. Looks first, so that either all files are written or none.
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { codexError, type Kind } from '@codex-ml/plugin-api';
import { makeFolder, orRefused } from '@codex-ml/runtime/run-folder';
import { KIND_PACKAGES } from './kind-packages.js';
import type { License } from './licenses.js';
import { apiRange, packageJson } from './package-json.js';
import { namePlugin, type PluginNames } from './plugin-names.js';
import { fillIn, readLicense, readTemplates } from './render-templates.js';
import { type Project, refuseTakenIds } from './taken-ids.js';

export interface ScaffoldRequest extends Project {
  readonly kind: Kind;
  /** As the user wrote it: `bleu`, `acme/bleu`, `codex-ml-bleu` or `@acme/bleu`. */
  readonly name: string;
  readonly cwd: string;
  /** Default the name of the package, without its scope, below `cwd`. */
  readonly folder?: string | undefined;
  readonly namespace?: string | undefined;
  readonly license: License;
  /** Holder of the copyright. Default the authors of the package. */
  readonly author?: string | undefined;
  /** Year of the copyright. */
  readonly year: number;
}

export interface NewPackage {
  readonly kind: Kind;
  readonly names: PluginNames;
  /** Absolute. */
  readonly folder: string;
  /** Relative to the folder. */
  readonly files: readonly string[];
  /** Commands for the user, in order. */
  readonly next: readonly string[];
}

/** @throws CML3411 for a name, CML3412 for a folder with files in it, CML3413 and CML3414 for an id that is taken */
export async function newPackage(request: ScaffoldRequest): Promise<NewPackage> {
  const { kind, cwd, license, author, year } = request;
  const names = namePlugin(kind, request.name, request.namespace);
  const folder = resolve(cwd, request.folder ?? names.package.replace(/^@[^/]*\//, ''));
  const shown = relative(cwd, folder).replaceAll('\\', '/') || '.';
  if (existsSync(folder) && (await orRefused(shown, () => readdir(folder))).length > 0) {
    throw codexError('CML3412', { folder: shown });
  }
  await refuseTakenIds(kind, names, request);
  const holder = author ?? `the authors of ${names.package}`;
  const files = await renderPackage(kind, names, { license, author, holder, year });
  for (const [file, text] of files) {
    await orRefused(`${shown}/${file}`, async () => {
      await makeFolder(dirname(join(folder, file)));
      await writeFile(join(folder, file), text);
    });
  }
  const isInReach = resolvesAll(folder, kind);
  return {
    kind,
    names,
    folder,
    files: [...files.keys()].sort(),
    next: [
      ...(shown === '.' ? [] : [`cd ${shown}`]),
      ...(isInReach ? ['npm test', 'npm run validate'] : ['npm install', 'npm test']),
    ],
  };
}

interface Papers {
  readonly license: License;
  readonly author: string | undefined;
  readonly holder: string;
  readonly year: number;
}

/** Files by path relative to the package. */
async function renderPackage(
  kind: Kind,
  names: PluginNames,
  { license, author, holder, year }: Papers,
): Promise<Map<string, string>> {
  const { usesNode, example } = KIND_PACKAGES[kind];
  const templates = await readTemplates(kind);
  const entry = templates.get('src/__id__.ts') ?? '';
  // The module is where the summary stands; everything else takes it from there.
  const summary = /^ {2}summary: '(.*)',$/m.exec(entry)?.[1] ?? '';
  const words = {
    ...names,
    kind,
    summary,
    api: apiRange(kind).slice(1),
    nodeTypes: usesNode ? '["node"]' : '[]',
    year: String(year),
    author: holder,
    exampleCommand: example[0],
    exampleMeaning: example[1],
  };
  const about = fillIn(templates.get('about.md') ?? '', words);
  const files = new Map<string, string>();
  for (const [file, template] of templates) {
    if (file === 'about.md') continue;
    const path = file.replace('__id__', names.id).replace(/^gitignore$/, '.gitignore');
    files.set(path, fillIn(template, { ...words, about }));
  }
  files.set('LICENSE', fillIn(await readLicense(license), words));
  const facts = { kind, names, summary, license, author, hostVersion: await hostVersion() };
  files.set('package.json', packageJson(facts));
  return files;
}

async function hostVersion(): Promise<string> {
  const own = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(own) as { version: string }).version;
}

/** Whether everything that the package imports is installed above it, so that it works without an install of its own. */
function resolvesAll(folder: string, kind: Kind): boolean {
  const { peers, dependencies, tests } = KIND_PACKAGES[kind];
  const { resolve: find } = createRequire(join(folder, 'package.json'));
  const needed = ['@codex-ml/plugin-api', '@codex-ml/testkit', 'codex-ml', ...peers, ...tests];
  return [...needed, ...Object.keys(dependencies)].every((name) => {
    try {
      find(`${name}/package.json`);
      return true;
    } catch {
      return false;
    }
  });
}
