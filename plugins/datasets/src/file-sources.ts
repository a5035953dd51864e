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

/** Id of a sample from its place in its split: ids are unique over all splits of the dataset. */
export function sampleId(split: SplitName, place: string): string {
  return split === 'train' ? place : `${split}/${place}`;
}

/** Id of a line: the line alone where there is one file, so that moving the file changes no id. */
export function lineId(
  split: SplitName,
  files: readonly SourceFile[],
  file: SourceFile,
  line: number,
): string {
  return sampleId(split, files.length === 1 ? `line:${line}` : `${file.key}:${line}`);
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
