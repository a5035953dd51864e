// From paths, folders and patterns of a config to the files they name, in a fixed order. It reads no file.
import { glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { type CodexError, codexError, nearestName, throwCollected } from '@codex-ml/plugin-api';
import { type Extensions, listExtensions } from './extensions.js';
import { unreadable } from './unreadable.js';
import { type FoundFile, walkFolder } from './walk-folder.js';

export interface SourceFile {
  readonly path: string;
  /** For messages: as the user wrote it, or relative to the folder of the config. */
  readonly name: string;
  /** Relative to the folder that all files share, with `/`: the same on every machine. */
  readonly key: string;
}

export interface FileSearch {
  resolvePath(path: string): string;
  /** Which files of a folder are meant. */
  readonly extensions: Extensions;
}

/**
 * Find the files. Order: as listed; the matches of a pattern and the files of a folder by name, unit by unit, whatever the locale.
 * A file named twice counts once.
 * @throws CML4201 for each path that names nothing, CML4202 for what cannot be looked at, CML4227 for a folder without such files
 */
export async function findFiles(
  patterns: readonly string[],
  search: FileSearch,
): Promise<readonly SourceFile[]> {
  const found = new Map<string, string>();
  const problems: CodexError[] = [];
  for (const pattern of patterns) {
    const matches = await matchPattern(pattern, search);
    if (matches.length === 0) problems.push(await missing(pattern, search));
    for (const { path, name } of matches) if (!found.has(path)) found.set(path, name);
  }
  throwCollected(problems);
  return withKeys([...found].map(([path, name]) => ({ path, name })));
}

/** Give files their keys: their paths from the folder that all of them share. */
export function withKeys(files: readonly FoundFile[]): readonly SourceFile[] {
  const folder = commonFolder(files.map(({ path }) => path));
  return files.map(({ path, name }) => ({ path, name, key: toSlashes(relative(folder, path)) }));
}

async function matchPattern(pattern: string, search: FileSearch): Promise<readonly FoundFile[]> {
  const literal = search.resolvePath(pattern);
  const stats = await stat(literal).catch((error: NodeJS.ErrnoException) => {
    // A link to nowhere and a path through a file name nothing; other refusals are worth knowing.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw unreadable(pattern, error);
  });
  if (stats?.isDirectory()) return folderFiles(literal, pattern, search.extensions);
  if (stats?.isFile() === false) {
    throw codexError('CML4202', { file: pattern, problem: 'it is not a regular file' });
  }
  if (stats !== undefined) return [{ path: literal, name: pattern }];
  if (!/[*?[{]/.test(pattern)) return [];

  const base = search.resolvePath('.');
  const matches: FoundFile[] = [];
  for await (const match of glob(pattern, { cwd: base })) {
    const path = isAbsolute(match) ? match : join(base, match);
    const name = toSlashes(match);
    const stats = await stat(path).catch((error: unknown) => {
      throw unreadable(name, error);
    });
    if (stats.isFile()) matches.push({ path, name });
  }
  return matches.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function folderFiles(path: string, name: string, extensions: Extensions): Promise<FoundFile[]> {
  const files = await walkFolder(path, name, extensions);
  if (files.length > 0) return files;
  throw codexError('CML4227', { folder: name, extensions: listExtensions(extensions) });
}

async function missing(pattern: string, { resolvePath }: FileSearch): Promise<CodexError> {
  const path = resolvePath(pattern);
  const neighbours = await readdir(dirname(path)).catch(() => undefined);
  const near = neighbours === undefined ? undefined : nearestName(basename(path), neighbours);
  const hints = [
    ...(near === undefined ? [] : [`did you mean \`${toSlashes(join(dirname(pattern), near))}\`?`]),
    `looked for ${path}`,
    ...(neighbours === undefined ? [`the folder ${dirname(path)} does not exist`] : []),
  ];
  return codexError('CML4201', { path: pattern }, { hints });
}

function commonFolder(paths: readonly string[]): string {
  let parts = dirname(paths[0]!).split(sep);
  for (const path of paths) {
    const others = dirname(path).split(sep);
    const differs = parts.findIndex((part, i) => part !== others[i]);
    if (differs >= 0) parts = parts.slice(0, differs);
  }
  return parts.join(sep) || sep;
}

function toSlashes(path: string): string {
  return path.split(sep).join('/');
}
