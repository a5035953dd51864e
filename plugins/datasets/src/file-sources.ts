// The splits of a dataset that reads files: from the path options to one source per split.
import type { PluginContext, Sample, SplitName } from '@codex-ml/plugin-api';
import type { SplitSource } from './create-dataset.js';
import { findFiles, type SourceFile } from './find-files.js';

type Paths = string | readonly string[];

export interface FilePaths {
  readonly path: Paths;
  readonly validation?: Paths | undefined;
  readonly test?: Paths | undefined;
}

/** Reads the samples of the files of one split. */
export type ReadFiles = (files: readonly SourceFile[], split: SplitName) => AsyncIterable<Sample>;

export function fileSources(
  paths: FilePaths,
  ctx: PluginContext,
  read: ReadFiles,
): ReadonlyMap<SplitName, SplitSource> {
  const given: readonly (readonly [SplitName, Paths | undefined])[] = [
    ['train', paths.path],
    ['validation', paths.validation],
    ['test', paths.test],
  ];
  return new Map(
    given.flatMap(([split, value]) => {
      if (value === undefined) return [];
      const patterns = typeof value === 'string' ? [value] : value;
      return [[split, sourceOf(patterns, ctx, (files) => read(files, split))] as const];
    }),
  );
}

/**
 * Id of a line: the line alone where there is one file, so that moving the file changes no id. Splits other than the
 * training split put their name in front: ids are unique over the whole dataset.
 */
export function lineId(
  files: readonly SourceFile[],
  file: SourceFile,
  line: number,
  split: SplitName,
): string {
  const place = files.length === 1 ? `line:${line}` : `${file.key}:${line}`;
  return split === 'train' ? place : `${split}/${place}`;
}

function sourceOf(
  patterns: readonly string[],
  ctx: PluginContext,
  read: (files: readonly SourceFile[]) => AsyncIterable<Sample>,
): SplitSource {
  return {
    source: patterns.join(', '),
    async *read() {
      yield* read(await findFiles(patterns, (path) => ctx.resolvePath(path)));
    },
  };
}
