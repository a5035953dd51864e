// Dataset `mixture`: several datasets of this package in one, each with a weight.
import {
  codexError,
  type Dataset,
  defineDataset,
  type Plugin,
  type PluginContext,
  type Sample,
  type SplitName,
} from '@codex-ml/plugin-api';
import { createDataset, type Skipped, type SplitSource, splitSource } from './dataset/create-dataset.js';
import { SampleIterator } from './dataset/sample-iterator.js';
import type { ComponentOptions } from './mixture/component-options.js';
import { interleave, type StopRule } from './mixture/interleave.js';
import { mixtureOptions } from './mixture.options.js';

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

const DATASETS: Readonly<Record<ComponentOptions['use'], () => Promise<{ default: unknown }>>> = {
  text: () => import('./text.js'),
  lines: () => import('./lines.js'),
  jsonl: () => import('./jsonl.js'),
  csv: () => import('./csv.js'),
  parquet: () => import('./parquet.js'),
  chat: () => import('./chat.js'),
  instruction: () => import('./instruction.js'),
  'moby-dick': () => import('./moby-dick.js'),
};

/** Samples that are handed on at once. */
const BATCH = 64;

interface Component {
  readonly name: string;
  readonly weight: number;
  readonly dataset: Dataset;
}

interface Part {
  readonly name: string;
  readonly weight: number;
  readonly source: SplitSource;
}

export default defineDataset({
  id: 'mixture',
  summary: 'several datasets in one, by weights',
  apiVersion: '^1.1',
  options: mixtureOptions,
  create: async ({ options, ctx }) => {
    const components: Component[] = [];
    for (const [name, each] of Object.entries(options.components)) {
      components.push({ name, weight: each.weight, dataset: await openComponent(name, each, ctx) });
    }
    const sources = SPLITS.flatMap((split) => {
      const parts = components.flatMap(({ name, weight, dataset }): Part[] => {
        const source = splitSource(dataset, split);
        return source === undefined ? [] : [{ name, weight, source }];
      });
      // What is held out is measured once, however long training goes on.
      const stop = split === 'train' ? options.stop : 'once';
      return parts.length === 0 ? [] : [[split, mixedSource(parts, stop, options.limit)] as const];
    });
    return createDataset('documents', new Map(sources));
  },
});

/** @throws CML4229 for one without training split */
async function openComponent(
  name: string,
  component: ComponentOptions,
  ctx: PluginContext,
): Promise<Dataset> {
  const { use, weight: _weight, ...options } = component;
  const plugin = (await DATASETS[use]()).default as Plugin<'dataset'>;
  const dataset = await plugin.create({ options, ctx });
  if (dataset.splits.includes('train')) return dataset;
  throw codexError('CML4229', { component: name });
}

function mixedSource(parts: readonly Part[], stop: StopRule, limit = Infinity): SplitSource {
  const licenses = new Set(parts.flatMap(({ source }) => source.license ?? []));
  return {
    source: parts.map(({ name, source }) => `${name}: ${source.source}`).join('; '),
    ...(licenses.size > 0 && { license: [...licenses].join(' AND ') }),
    read: (skipped) => readMixture(parts, stop, limit, skipped),
    files: async () => {
      const lists = await Promise.all(parts.map(({ source }) => source.files()));
      return [...new Set(lists.flat())];
    },
  };
}

async function* readMixture(
  parts: readonly Part[],
  stop: StopRule,
  limit: number,
  skipped: Skipped,
): AsyncGenerator<readonly Sample[]> {
  const sources = parts.map(({ name, weight, source }) => ({
    name,
    weight,
    // What later rounds leave out was counted in the first.
    open: (round: number) => new SampleIterator(source.read(round === 1 ? skipped : {})),
  }));
  let batch: Sample[] = [];
  let count = 0;
  for await (const { name, round, item } of interleave(sources, stop)) {
    batch.push({ ...item, id: `${name}/${item.id}${round === 1 ? '' : `#${round}`}` });
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
    if (++count === limit) break;
  }
  if (batch.length > 0) yield batch;
}
