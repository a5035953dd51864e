// The splits of a dataset that reads files: from the path options to the files of each. It opens none.
import { stat } from 'node:fs/promises';
import type { PluginContext, SplitName } from '@codex-ml/plugin-api';
import type { Extensions } from './extensions.js';
import { findFiles, type SourceFile, withKeys } from './find-files.js';
import { splitsOfFolder } from './split-folder.js';
import { walkFolder } from './walk-folder.js';

type Paths = string | readonly string[];

export interface FilePaths {
  readonly path: Paths;
  readonly validation?: Paths | undefined;
  readonly test?: Paths | undefined;
}

/** The files of one split. */
export interface FileSource {
  /** As the user wrote it. */
  readonly source: string;
  /** The same list each time, once it was found: files that come later are not part of the run. */
  find(): Promise<readonly SourceFile[]>;
}

/**
 * One source per split. What is missing is said when a split is read; only a folder is looked into now, because its files may be splits.
 * @throws CML4228 for a folder whose files do not tell which split they belong to
 */
export async function fileSources(
  paths: FilePaths,
  ctx: Pick<PluginContext, 'resolvePath'>,
  extensions: Extensions,
): Promise<ReadonlyMap<SplitName, FileSource>> {
  const own = await ownSplits(paths, ctx, extensions);
  if (own !== undefined) return own;
  const search = { resolvePath: (path: string) => ctx.resolvePath(path), extensions };
  const given: readonly (readonly [SplitName, Paths | undefined])[] = [
    ['train', paths.path],
    ['validation', paths.validation],
    ['test', paths.test],
  ];
  return new Map(
    given.flatMap(([split, value]) => {
      if (value === undefined) return [];
      const patterns = typeof value === 'string' ? [value] : value;
      return [[split, { source: patterns.join(', '), find: once(() => findFiles(patterns, search)) }]];
    }),
  );
}

/** Id of a sample from its place in its split: ids are unique over all splits of the dataset. */
export function sampleId(split: SplitName, place: string): string {
  return split === 'train' ? place : `${split}/${place}`;
}

/** The splits of a folder whose files are named after them. */
async function ownSplits(
  { path, validation, test }: FilePaths,
  ctx: Pick<PluginContext, 'resolvePath'>,
  extensions: Extensions,
): Promise<ReadonlyMap<SplitName, FileSource> | undefined> {
  const only = typeof path === 'string' ? path : path.length === 1 ? path[0] : undefined;
  if (only === undefined || validation !== undefined || test !== undefined) return undefined;
  const folder = ctx.resolvePath(only);
  const stats = await stat(folder).catch(() => undefined);
  if (stats?.isDirectory() !== true) return undefined;
  const root = only.replace(/\/+$/, '');
  const splits = splitsOfFolder(await walkFolder(folder, root, extensions), root, extensions);
  if (splits === undefined) return undefined;
  const order: readonly SplitName[] = ['train', 'validation', 'test'];
  return new Map(
    order.flatMap((split) => {
      const files = splits.get(split);
      if (files === undefined) return [];
      const source = files.length <= 3 ? files.map(({ name }) => name).join(', ') : `${root} (${split})`;
      return [[split, { source, find: once(async () => withKeys(files)) }]];
    }),
  );
}

/** Keeps the first success. A failure is not kept: the user may put the file in place and try again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made === undefined) {
      made = make();
      made.catch(() => {
        made = undefined;
      });
    }
    return made;
  };
}
