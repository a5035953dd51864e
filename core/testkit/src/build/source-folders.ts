// Where the sources of a package stand and where its compiled modules go, as far as tsconfig.json says so. Reads files only.
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SourceFolders {
  /** Whether there is anything to compile. */
  readonly isTypeScript: boolean;
  readonly sources: string;
  readonly output: string;
}

/**
 * @param entries entry modules that the manifest names; they say where modules are where tsconfig.json does not
 */
export async function findSourceFolders(folder: string, entries: readonly string[]): Promise<SourceFolders> {
  const config = join(folder, 'tsconfig.json');
  const named = /^\.\/(.+?)\//.exec(entries[0] ?? '')?.[1] ?? 'dist';
  if (!existsSync(config)) return { isTypeScript: false, sources: named, output: named };
  const { rootDir = 'src', outDir = named } = await readCompilerOptions(config);
  return {
    isTypeScript: true,
    sources: withoutDot(rootDir),
    output: withoutDot(outDir),
  };
}

/** Files below a folder, relative to it with `/`, sorted. */
export async function listFilesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((file) => !file.split('/').includes('node_modules'))
    .sort();
}

interface CompilerOptions {
  readonly rootDir?: string;
  readonly outDir?: string;
}

/** A file with comments is read by the compiler alone; then the usual names have to do. */
async function readCompilerOptions(config: string): Promise<CompilerOptions> {
  try {
    const { compilerOptions = {} } = JSON.parse(await readFile(config, 'utf8')) as {
      compilerOptions?: CompilerOptions;
    };
    return compilerOptions;
  } catch {
    return {};
  }
}

function withoutDot(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/$/, '');
}
