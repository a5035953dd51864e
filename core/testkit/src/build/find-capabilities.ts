// The plugins of a built package: modules whose default export is one. It imports the modules that could be.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CodexError, codexError, isKind, type Plugin, toCodexErrors } from '@codex-ml/plugin-api';
import { importNamed, importPlugin } from './import-plugin.js';
import type { PackageFile } from './read-manifest.js';
import { listFilesBelow, type SourceFolders } from './source-folders.js';

export interface FoundCapability {
  /** Path as the manifest names it, such as `./dist/bleu.js`. */
  readonly entry: string;
  readonly plugin: Plugin;
}

export interface FoundCapabilities {
  readonly found: readonly FoundCapability[];
  readonly errors: readonly CodexError[];
}

export interface SearchRequest {
  readonly folder: string;
  readonly pack: PackageFile;
  readonly folders: SourceFolders;
  /** Absolute: where the modules are, if not at their usual place. */
  readonly output: string;
}

/** A row of the manifest as far as it can be read. */
export interface ManifestRow {
  readonly kind: string;
  readonly id: string;
  readonly entry: string;
  readonly options?: string;
  readonly summary?: string;
  readonly apiVersion?: string;
}

/** Rows of `provides` that name a kind, an id and an entry; the rest is not worth keeping. */
export function rowsOf({ field }: PackageFile): ManifestRow[] {
  const { provides } = field;
  if (!Array.isArray(provides)) return [];
  return (provides as Partial<ManifestRow>[]).filter(
    (row): row is ManifestRow =>
      typeof row?.kind === 'string' &&
      isKind(row.kind) &&
      typeof row.id === 'string' &&
      typeof row.entry === 'string',
  );
}

/** Problems are collected: CML3207 to CML3209 for modules, CML3418 for ids that two modules claim. */
export async function findCapabilities({
  folder,
  pack,
  folders,
  output,
}: SearchRequest): Promise<FoundCapabilities> {
  const rows = rowsOf(pack);
  const errors: CodexError[] = [];
  const found: FoundCapability[] = [];
  const named = new Map(rows.map((row) => [row.entry, row]));
  const conformance = pack.field['conformance'] ?? `./${folders.output}/conformance.js`;
  for (const file of await listModules(join(folder, folders.sources), output, folders.isTypeScript)) {
    const entry = `./${folders.output}/${file}`;
    const row = named.get(entry);
    named.delete(entry);
    const path = join(output, file);
    if (entry === conformance || (row === undefined && !(await hasDefaultExport(path)))) continue;
    const id = `${String(pack.field['namespace'])}/${row?.id ?? file}`;
    try {
      const plugin = row === undefined ? await importPlugin(path, id) : await importNamed(path, id);
      if (plugin !== undefined) found.push({ entry, plugin });
    } catch (error) {
      errors.push(...toCodexErrors(error));
    }
  }
  // Modules that lie elsewhere, which only the manifest knows.
  for (const { entry, id: shortId } of named.values()) {
    if (entry.startsWith(`./${folders.output}/`) || !existsSync(join(folder, entry))) continue;
    try {
      const plugin = await importNamed(join(folder, entry), `${String(pack.field['namespace'])}/${shortId}`);
      found.push({ entry, plugin });
    } catch (error) {
      errors.push(...toCodexErrors(error));
    }
  }
  return { found, errors: [...errors, ...findRepeats(found, pack)] };
}

/** Modules of the output that still have a source: the compiler removes nothing of what it wrote before. */
async function listModules(sources: string, output: string, isTypeScript: boolean): Promise<string[]> {
  const files = (await listFilesBelow(output)).filter((file) => /\.m?js$/.test(file));
  if (!isTypeScript || !existsSync(sources)) return files;
  return files.filter((file) =>
    [file.replace(/js$/, 'ts'), file.replace(/js$/, 'tsx'), file].some((each) =>
      existsSync(join(sources, each)),
    ),
  );
}

async function hasDefaultExport(path: string): Promise<boolean> {
  return /\bexport\s+default\b|\bas\s+default\b/.test(await readFile(path, 'utf8'));
}

function findRepeats(found: readonly FoundCapability[], { name, field }: PackageFile): CodexError[] {
  const first = new Map<string, string>();
  return found.flatMap(({ entry, plugin: { kind, id } }) => {
    const earlier = first.get(`${kind}:${id}`);
    if (earlier === undefined) {
      first.set(`${kind}:${id}`, entry);
      return [];
    }
    const full = `${String(field['namespace'])}/${id}`;
    return [codexError('CML3418', { kind, id: full, first: earlier, second: entry }, { plugin: name })];
  });
}
