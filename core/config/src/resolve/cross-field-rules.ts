// Rules between fields of the host's sections: values that are right one by one and contradict each other.
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';
import type { RunConfig } from '../schema/run-config.js';
import { isSameId } from '../schema/sections.js';
import { type Place, whereOf } from '../source/place.js';
import { findNode, type MapNode } from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';

type Sections = Pick<RunConfig, 'train' | 'data' | 'metrics'> & {
  readonly split: RunConfig['dataset']['split'];
};

/** Errors of the rules, each at the value that can be changed. Sections that are not valid by themselves are left out. */
export function checkCrossFieldRules(config: Partial<Sections>, root: MapNode): CodexError[] {
  const { train, split, data, metrics } = config;
  return [
    ...(split === undefined ? [] : splitRule(split, root)),
    ...(data === undefined ? [] : shardRule(data, root)),
    ...(train === undefined ? [] : patienceRule(train, root)),
    ...(train === undefined || metrics === undefined ? [] : monitorRule(train, metrics, root)),
  ];
}

function splitRule(split: Sections['split'], root: MapNode): CodexError[] {
  const { validation, test } = split;
  // Whether numbers of samples leave something is known when samples are counted.
  if (validation >= 1 || test >= 1 || validation + test < 1) return [];
  const rule = `validation ${validation} and test ${test} leave nothing to train on`;
  const place = overridden(root, ['dataset', 'split', 'test'], ['dataset', 'split', 'validation']);
  return [codexError('CML2109', { path: 'dataset.split', rule }, { where: whereOf(place) })];
}

function shardRule({ shard }: Sections['data'], root: MapNode): CodexError[] {
  const { index, total } = shard;
  if (index < total) return [];
  const last = total - 1;
  const rule = `index ${index} is none of the ${total} shards, which are numbered from 0 to ${last}`;
  const place = overridden(root, ['data', 'shard', 'index'], ['data', 'shard', 'total']);
  return [codexError('CML2109', { path: 'data.shard', rule }, { where: whereOf(place) })];
}

function patienceRule(train: Sections['train'], root: MapNode): CodexError[] {
  if (train.patience === 0 || train.evaluateEvery > 0) return [];
  const rule = `patience ${train.patience} counts evaluations, and evaluateEvery 0 makes none before the end`;
  const place = overridden(root, ['train', 'patience'], ['train', 'evaluateEvery']);
  return [codexError('CML2109', { path: 'train.patience', rule }, { where: whereOf(place) })];
}

function monitorRule(train: Sections['train'], metrics: Sections['metrics'], root: MapNode): CodexError[] {
  const { monitor } = train;
  const ids = metrics.map((metric) => metric.use);
  if (findMonitor(monitor, ids) !== undefined) return [];
  const near = nearestName(monitor, ['loss', ...ids, ...ids.map(shortId)]);
  const note = ids.some((id) => isSameId(id, monitor))
    ? 'several metrics have this name; write the full id'
    : near && `did you mean \`${near}\`?`;
  const where = whereOf(overridden(root, ['train', 'monitor']), note);
  return [codexError('CML2111', { received: describeValue(monitor) }, { where })];
}

/**
 * The name under which evaluation reports what `train.monitor` means: `loss`, or the short id of a metric, or its full
 * id where two metrics share the short one. Undefined where it means none, or several.
 */
export function findMonitor(monitor: string, metricIds: readonly string[]): string | undefined {
  if (monitor === 'loss') return monitor;
  const [id, another] = metricIds.filter((one) => isSameId(one, monitor));
  if (id === undefined || another !== undefined) return undefined;
  return metricIds.filter((one) => shortId(one) === shortId(id)).length > 1 ? id : shortId(id);
}

function shortId(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** Place of the first path that a layer above the defaults sets; else of the last one. */
function overridden(root: MapNode, ...paths: readonly (readonly string[])[]): Place {
  const places = paths.map((path) => findNode(root, path)?.place).filter((place) => place !== undefined);
  return places.find((place) => place.source.layer !== 'default') ?? places.at(-1) ?? root.place;
}
