// A temporary folder with files given in the test, and a context whose paths start there.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Dataset, OptionsSchema, Plugin, PluginContext, Sample, SplitName } from '@codex-ml/plugin-api';

export interface FixtureFolder {
  readonly path: string;
  readonly warnings: string[];
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  open<S extends OptionsSchema>(
    plugin: Plugin<'dataset', S>,
    options: Readonly<Record<string, unknown>>,
  ): Promise<Dataset>;
  remove(): Promise<void>;
}

export async function createFixtureFolder(): Promise<FixtureFolder> {
  const path = await mkdtemp(join(tmpdir(), 'datasets-'));
  const warnings: string[] = [];
  const ctx = {
    log: { debug: () => {}, info: () => {}, warn: (message: string) => void warnings.push(message) },
    resolvePath: (relative: string) => resolve(path, relative),
  } as unknown as PluginContext;
  return {
    path,
    warnings,
    write: async (files) => {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), content);
      }
    },
    open: async <S extends OptionsSchema>(
      plugin: Plugin<'dataset', S>,
      options: Readonly<Record<string, unknown>>,
    ) => await plugin.create({ options: plugin.options.parse(options), ctx }),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** All samples of a split. */
export async function collect(dataset: Dataset, split: SplitName = 'train'): Promise<Sample[]> {
  const samples: Sample[] = [];
  for await (const sample of dataset.open(split)) samples.push(sample);
  return samples;
}

/** What reading a split raises; fails where it raises nothing. */
export async function raised(dataset: Dataset, split: SplitName = 'train'): Promise<Error> {
  try {
    await collect(dataset, split);
  } catch (error) {
    return error as Error;
  }
  throw new TypeError('expected the dataset to raise an error');
}
