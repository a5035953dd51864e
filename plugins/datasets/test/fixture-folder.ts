// A temporary folder with files given in the test, and a context whose paths start there.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Dataset, OptionsSchema, Plugin, PluginContext, Sample, SplitName } from '@codex-ml/plugin-api';

export interface FixtureFolder {
  readonly path: string;
  readonly warnings: string[];
  /** What was said without being a warning. */
  readonly messages: string[];
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
  const messages: string[] = [];
  const ctx = {
    log: {
      debug: () => {},
      info: (message: string) => void messages.push(message),
      warn: (message: string) => void warnings.push(message),
    },
    resolvePath: (relative: string) => resolve(path, relative),
  } as unknown as PluginContext;
  return {
    path,
    warnings,
    messages,
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

/** The texts of a split. */
export async function texts(dataset: Dataset, split: SplitName = 'train'): Promise<string[]> {
  return (await collect(dataset, split)).map(({ text }) => text);
}

/** The bytes in chunks of the given sizes, over and over. */
export function chunksOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? bytes.length);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

/** A text as readers get it, in UTF-8. */
export function textSource(bytes: Buffer, sizes: readonly number[], label = 'utf-8') {
  const chunks = chunksOf(bytes, sizes);
  return { name: 'a.txt', label, begin: 0, next: async () => chunks.shift() };
}

/** Everything that batches hold. */
export async function flat<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** How many files this process has open, on systems that list them. */
export function countOpenFiles(): number {
  return readdirSync(existsSync('/proc/self/fd') ? '/proc/self/fd' : '/dev/fd').length;
}
