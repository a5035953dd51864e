// A dataset of files: what all of them share, from the path options to the end of a reading. How a file is read is the capability's.
import type { Dataset, PluginContext, Sample, SplitName } from '@codex-ml/plugin-api';
import type { Extensions } from '../files/extensions.js';
import { type FilePaths, type FileSource, fileSources, sampleId } from '../files/file-sources.js';
import { FileStates } from '../files/file-states.js';
import type { SourceFile } from '../files/find-files.js';
import type { Entry, Unit } from '../records/entry.js';
import type { Reading } from '../text/open-text.js';
import { createDataset, type Skipped } from './create-dataset.js';
import { SkipTally } from './skip-tally.js';

export interface FileOptions extends FilePaths {
  readonly limit?: number | undefined;
  readonly onError?: 'fail' | 'skip';
  readonly maxSkipped?: number;
}

/** Makes ids of the samples of one file. */
export interface SampleIds {
  /** `line:3` where there is one file, so that moving it changes no id, `a.txt:3` where there are several. */
  of(unit: Unit, number: number): string;
  /** `file:a.txt`, or `file:a.txt:3` for a piece that begins on a later line. */
  ofFile(line: number): string;
}

export interface FileDatasetParts {
  readonly shape: Dataset['shape'];
  readonly options: FileOptions;
  readonly ctx: Pick<PluginContext, 'log' | 'resolvePath'>;
  readonly extensions: Extensions;
  /** Samples of one file, and what is malformed in it, in batches. */
  read(file: SourceFile, reading: Reading, ids: SampleIds): AsyncGenerator<readonly Entry<Sample>[]>;
}

/** The dataset. @throws CML4202, CML4228 for a folder that cannot be looked through or does not tell its splits */
export async function createFileDataset(parts: FileDatasetParts): Promise<Dataset> {
  const { options, ctx, extensions, shape } = parts;
  const sources = await fileSources(options, ctx, extensions);
  const states = new FileStates();
  const said = new Set<string>();
  const warned = new Set<SplitName>();
  const once = (level: 'info' | 'warn') => (message: string) => {
    if (said.has(message)) return;
    said.add(message);
    ctx.log[level](message);
  };
  const shared = { say: once('info'), warn: once('warn'), encodings: new Map<string, string>() };

  async function* read(
    source: FileSource,
    split: SplitName,
    skipped: Skipped,
  ): AsyncGenerator<readonly Sample[]> {
    const files = await source.find();
    const guard = states.begin();
    const { limit = Infinity, onError = 'fail', maxSkipped = 0 } = options;
    const tally = new SkipTally({ onError, maxSkipped }, split, skipped);
    let left = limit;
    let hasText = false;
    for (const file of files) {
      for await (const entries of parts.read(file, { guard, ...shared }, idsOf(split, files, file))) {
        const samples = tally.keep(entries, left);
        left -= samples.length;
        hasText ||= samples.some(({ text }) => text !== '');
        if (samples.length > 0) yield samples;
        if (left === 0) break;
      }
      if (left === 0) break;
      tally.endFile(file.name);
    }
    tally.end();
    // A split without text is an error, and what led to it may be mended.
    if (hasText) guard.commit();
    if (!warned.has(split) && tally.hasSkipped) {
      warned.add(split);
      tally.report(ctx.log);
    }
  }

  return createDataset(
    shape,
    new Map(
      [...sources].map(([split, source]) => [
        split,
        {
          source: source.source,
          read: (skipped: Skipped) => read(source, split, skipped),
          files: async () => (await source.find()).map(({ path }) => path),
        },
      ]),
    ),
  );
}

function idsOf(split: SplitName, files: readonly SourceFile[], file: SourceFile): SampleIds {
  const only = files.length === 1;
  return {
    of: (unit, number) => sampleId(split, `${only ? unit : file.key}:${number}`),
    ofFile: (line) => sampleId(split, `file:${file.key}${line === 1 ? '' : `:${line}`}`),
  };
}
