// From paths and patterns of a config to the files they name, in a fixed order. It reads no file.
import { glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { type CodexError, codexError, nearestName, throwCollected } from '@codex-ml/plugin-api';

export interface SourceFile {
  readonly path: string;
  /** For messages: as the user wrote it, or relative to the folder of the config. */
  readonly name: string;
  /** Relative to the folder that all files share, with `/`: the same on every machine. */
  readonly key: string;
}

type ResolvePath = (path: string) => string;

/**
 * Find the files. Order: as listed; the matches of a pattern by name, unit by unit, whatever the locale. A file named twice counts once.
 * @throws CML4201 for each path that names nothing, CML4202 for one that is a folder
 */
export async function findFiles(
  patterns: readonly string[],
  resolvePath: ResolvePath,
): Promise<readonly SourceFile[]> {
  const found = new Map<string, string>();
  const problems: CodexError[] = [];
  for (const pattern of patterns) {
    const matches = await matchPattern(pattern, resolvePath);
    if (matches.length === 0) problems.push(await missing(pattern, resolvePath));
    for (const { path, name } of matches) if (!found.has(path)) found.set(path, name);
  }
  throwCollected(problems);
  const folder = commonFolder([...found.keys()]);
  return [...found].map(([path, name]) => ({ path, name, key: toSlashes(relative(folder, path)) }));
}

async function matchPattern(
  pattern: string,
  resolvePath: ResolvePath,
): Promise<readonly { path: string; name: string }[]> {
  const literal = resolvePath(pattern);
  const stats = await stat(literal).catch(() => undefined);
  if (stats?.isDirectory()) {
    throw codexError('CML4202', { file: pattern, problem: 'it is a folder' }, folderHint(pattern));
  }
  if (stats !== undefined) return [{ path: literal, name: pattern }];
  if (!/[*?[{]/.test(pattern)) return [];

  const base = resolvePath('.');
  const matches: { path: string; name: string }[] = [];
  for await (const match of glob(pattern, { cwd: base })) {
    const path = isAbsolute(match) ? match : join(base, match);
    if ((await stat(path)).isFile()) matches.push({ path, name: toSlashes(match) });
  }
  return matches.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function missing(pattern: string, resolvePath: ResolvePath): Promise<CodexError> {
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

function folderHint(pattern: string): { hints: string[] } {
  return { hints: [`to read all files in it, write \`${pattern.replace(/\/+$/, '')}/**/*.txt\``] };
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
