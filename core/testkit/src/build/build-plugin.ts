// Builds a plugin package: compiles it, makes its manifest from its modules, and writes the JSON Schema of every capability's options.
// The host later reads only these files; plugin code is imported here, once.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type CodexError,
  codexError,
  MANIFEST_FIELD,
  optionsJsonSchema,
  type PluginManifest,
  throwCollected,
} from '@codex-ml/plugin-api';
import { type Compilation, compilePackage } from './compile-package.js';
import { type FoundCapability, findCapabilities, rowsOf } from './find-capabilities.js';
import { compareManifests, generateManifest } from './generate-manifest.js';
import { checkManifest, type PackageFile, readPackageFile } from './read-manifest.js';
import { findSourceFolders, listFilesBelow, type SourceFolders } from './source-folders.js';

export interface BuildRequest {
  /** The folder with package.json. */
  readonly folder: string;
  /** Change nothing, and fail where something is missing or stale. */
  readonly check?: boolean;
  /** Default true. Packages that are compiled by other means set it to false. */
  readonly compile?: boolean;
  /** Takes lines about the work. */
  readonly say?: (text: string) => void;
}

export interface BuildReport {
  readonly name: string;
  readonly compilation: Compilation;
  /** Such as `metric:acme/bleu`. */
  readonly capabilities: readonly string[];
  /** Schema files of the package, as its manifest names them. */
  readonly schemas: readonly string[];
  /** package.json and schema files that were written because they were missing or stale. */
  readonly written: readonly string[];
}

/**
 * Build a package, or check that it is built. All problems of a stage are thrown together: CML3103 to CML3106 for package.json, CML3415
 * for the compiler, CML3107 and CML3207 to CML3209 for modules, CML3416 to CML3418 where no manifest can be made of them, and with
 * `check` CML3111, CML3419 and CML3420 for what is stale.
 */
export async function buildPlugin({
  folder: root,
  check = false,
  compile = true,
  say = () => undefined,
}: BuildRequest): Promise<BuildReport> {
  const folder = resolve(root);
  const pack = await readPackageFile(folder);
  const folders = await findSourceFolders(
    folder,
    rowsOf(pack).map(({ entry }) => entry),
  );
  const scratch =
    check && compile && folders.isTypeScript ? await mkdtemp(join(folder, '.plugin-build-')) : undefined;
  try {
    const output = scratch ?? join(folder, folders.output);
    const compilation = compile
      ? await compilePackage({
          folder,
          name: pack.name,
          folders,
          say,
          ...(scratch !== undefined && { output: scratch }),
        })
      : 'nothing';
    const found = await requireCapabilities({ folder, pack, folders, output }, compile);
    const { field, errors } = generateManifest(pack, found, findConformance(folders, output));
    throwCollected(errors);
    const manifest = checkManifest(pack, field);
    const schemas = schemasOf(manifest, found);
    const report = {
      name: pack.name,
      compilation,
      capabilities: manifest.provides.map(({ kind, id }) => `${kind}:${manifest.namespace}/${id}`),
      schemas: manifest.provides.map(({ options }) => options),
    };
    if (!check) return { ...report, written: await writeAll(folder, pack, field, schemas) };
    // A fresh checkout has no output that could be stale.
    const isBuilt = scratch === undefined || existsSync(join(folder, folders.output));
    throwCollected([
      ...compareManifests(pack, field),
      ...(isBuilt ? await compareSchemas(folder, pack.name, schemas) : []),
      ...(isBuilt && scratch !== undefined && compilation === 'typescript'
        ? await compareModules(pack.name, folders.output, scratch, join(folder, folders.output))
        : []),
    ]);
    return { ...report, written: [] };
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

interface Place {
  readonly folder: string;
  readonly pack: PackageFile;
  readonly folders: SourceFolders;
  readonly output: string;
}

/** @param compiled whether a module that is not there has no source either */
async function requireCapabilities(place: Place, compiled: boolean): Promise<readonly FoundCapability[]> {
  const { pack, folders } = place;
  const { found, errors } = await findCapabilities(place);
  const lost = compiled
    ? []
    : rowsOf(pack).filter(
        ({ kind, id, entry }) =>
          !existsSync(join(place.folder, entry)) &&
          !found.some(({ plugin }) => plugin.kind === kind && plugin.id === id),
      );
  const namespace = String(pack.field['namespace']);
  throwCollected([
    ...lost.map(({ id, entry }) => {
      const full = `${namespace}/${id}`;
      return codexError(
        'CML3107',
        { id: full, name: pack.name, role: 'entry', file: entry },
        { plugin: full },
      );
    }),
    ...errors,
  ]);
  const { presets = {} } = pack.field;
  if (found.length === 0 && Object.keys(presets as object).length === 0) {
    throw codexError('CML3416', { name: pack.name, folder: folders.output }, { plugin: pack.name });
  }
  return found;
}

function findConformance({ output: name }: SourceFolders, output: string): string | undefined {
  return existsSync(join(output, 'conformance.js')) ? `./${name}/conformance.js` : undefined;
}

interface SchemaFile {
  readonly id: string;
  readonly file: string;
  readonly text: string;
}

function schemasOf(manifest: PluginManifest, found: readonly FoundCapability[]): SchemaFile[] {
  return manifest.provides.flatMap(({ kind, id, options }) => {
    const one = found.find(({ plugin }) => plugin.kind === kind && plugin.id === id);
    if (one === undefined) return [];
    const text = `${JSON.stringify(optionsJsonSchema(one.plugin.options), null, 2)}\n`;
    return [{ id: `${manifest.namespace}/${id}`, file: options, text }];
  });
}

async function writeAll(
  folder: string,
  pack: PackageFile,
  field: Readonly<Record<string, unknown>>,
  schemas: readonly SchemaFile[],
): Promise<string[]> {
  const written: string[] = [];
  if (JSON.stringify(pack.field) !== JSON.stringify(field)) {
    const indent = /^[{[]\r?\n([ \t]+)/.exec(pack.text)?.[1] ?? '  ';
    const text = JSON.stringify({ ...pack.json, [MANIFEST_FIELD]: field }, null, indent);
    await writeFile(join(folder, 'package.json'), `${text}\n`);
    written.push('package.json');
  }
  for (const { file, text } of schemas) {
    const path = join(folder, file);
    if ((await readIfThere(path)) === text) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    written.push(file);
  }
  return written;
}

async function compareSchemas(
  folder: string,
  name: string,
  schemas: readonly SchemaFile[],
): Promise<CodexError[]> {
  const errors: CodexError[] = [];
  for (const { id, file, text } of schemas) {
    const current = await readIfThere(join(folder, file));
    if (current === text) continue;
    const state = current === undefined ? 'missing' : 'stale';
    errors.push(codexError('CML3111', { id, name, file, state }, { plugin: id }));
  }
  return errors;
}

/** Modules of a fresh compilation against those that are there. */
async function compareModules(
  name: string,
  shown: string,
  fresh: string,
  present: string,
): Promise<CodexError[]> {
  const modules = async (folder: string) =>
    (await listFilesBelow(folder)).filter((file) => /\.m?js$/.test(file));
  const [wanted, there] = [await modules(fresh), await modules(present)];
  const errors: CodexError[] = [];
  for (const file of new Set([...wanted, ...there])) {
    const state = !there.includes(file)
      ? 'missing'
      : !wanted.includes(file)
        ? 'left over from a source that is gone'
        : (await readFile(join(fresh, file), 'utf8')) === (await readFile(join(present, file), 'utf8'))
          ? undefined
          : 'stale';
    if (state !== undefined) {
      errors.push(codexError('CML3420', { name, file: `${shown}/${file}`, state }, { plugin: name }));
    }
  }
  return errors;
}

function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
