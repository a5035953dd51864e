// From the config's dataset to encoded splits: checks and hooks on the way, and the manifest of what came out.
import type { Dataset, JsonObject, SplitName, Tokenizer } from '@codex-ml/plugin-api';
import {
  createSamplePipeline,
  dataManifest,
  type EncodedSplit,
  encodeSplit,
  type SamplePipeline,
  type SplitSource,
  splitSamples,
} from '../data/index.js';
import { attributedDataset } from './attribute-to-plugin.js';
import { instantiate } from './instantiate.js';
import type { OpenSession } from './open-session.js';
import type { RunJournal } from './run-journal.js';

/** The dataset of a run, split and checked, before tokenization. */
export interface DataSource {
  readonly dataset: Dataset;
  readonly source: SplitSource;
  readonly pipeline: SamplePipeline;
}

export async function openData(session: OpenSession, journal: RunJournal): Promise<DataSource> {
  const { plan, container, gate } = session;
  const { config, origins } = plan.resolved;
  const dataset = attributedDataset(
    config.dataset.use,
    await instantiate(session, 'dataset', config.dataset, undefined),
  );
  const explicit = Object.entries(origins).some(
    ([path, origin]) => path.startsWith('dataset.split.') && origin.layer !== 'default',
  );
  const source = splitSamples(dataset, { split: config.dataset.split, explicit, seed: config.run.seed });
  const pipeline = createSamplePipeline({
    checks: gate.checks,
    transform: container.hooks.isUsed('data.sample')
      ? (sample) => {
          const result = container.hooks.call('data.sample', sample);
          return result === null ? null : { ...sample, ...result };
        }
      : undefined,
    onCheckError: (check, sample, error) => {
      journal.error(error, { plugin: check, sample });
      journal.notice(
        `safety check \`${check}\` failed on sample ${sample} and perhaps others; they are left out`,
      );
    },
  });
  return { dataset, source, pipeline };
}

/** Encode one split. */
export function encodeData(
  { source, pipeline }: DataSource,
  split: SplitName,
  tokenizer: Tokenizer,
  signal: AbortSignal,
): Promise<EncodedSplit> {
  return encodeSplit({ source, split, pipeline, tokenizer, signal });
}

/** The data manifest of what was encoded. */
export function describeData(
  session: OpenSession,
  { dataset, source }: DataSource,
  encoded: readonly EncodedSplit[],
  sizes: { readonly context: number; readonly vocabularySize: number },
): Promise<JsonObject> {
  const { config } = session.plan.resolved;
  return dataManifest({
    dataset: config.dataset.use,
    describe: (split) => dataset.describe(split),
    source,
    encoded,
    seed: config.run.seed,
    ...sizes,
  });
}

/** One line per split about what safety and hooks did, for the report; empty where nothing happened. */
export function dataNotices(encoded: readonly EncodedSplit[]): string[] {
  return encoded.flatMap(({ split, tally }) => {
    const sum = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((a, b) => a + b, 0);
    const parts = [
      sum(tally.redacted) > 0 ? `${sum(tally.redacted)} places redacted (${listRules(tally.redacted)})` : '',
      sum(tally.dropped) > 0 ? `samples dropped by safety: ${listRules(tally.dropped)}` : '',
      tally.droppedByHook > 0 ? `${tally.droppedByHook} samples dropped by hooks` : '',
    ].filter((part) => part !== '');
    return parts.length === 0 ? [] : [`${split} split: ${parts.join('; ')}`];
  });
}

function listRules(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, count]) => `${rule} ${count}`)
    .join(', ');
}
