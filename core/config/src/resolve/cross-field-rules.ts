// Rules between fields of the host's sections: values that are right one by one and contradict each other.
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';
import type { RunConfig } from '../schema/run-config.js';
import { isSameId } from '../schema/sections.js';
import { type Place, whereOf } from '../source/place.js';
import { findNode, type MapNode } from '../tree/config-node.js';
import { describeValue } from '../tree/describe-value.js';

type Sections = Pick<RunConfig, 'train' | 'metrics'> & { readonly split: RunConfig['dataset']['split'] };

/** Errors of the rules, each at the value that can be changed. Sections that are not valid by themselves are left out. */
export function checkCrossFieldRules(config: Partial<Sections>, root: MapNode): CodexError[] {
  const { train, split, metrics } = config;
  return [
    ...(split === undefined ? [] : splitRule(split, root)),
    ...(train === undefined ? [] : patienceRule(train, root)),
    ...(train === undefined || metrics === undefined ? [] : monitorRule(train, metrics, root)),
  ];
}

function splitRule(split: Sections['split'], root: MapNode): CodexError[] {
  const { validation, test } = split;
  if (validation + test < 1) return [];
  const rule = `validation ${validation} and test ${test} leave nothing to train on`;
  const place = overridden(root, ['dataset', 'split', 'test'], ['dataset', 'split', 'validation']);
  return [codexError('CML2109', { path: 'dataset.split', rule }, { where: whereOf(place) })];
}

function patienceRule(train: Sections['train'], root: MapNode): CodexError[] {
  if (train.patience === 0 || train.evaluateEvery > 0) return [];
  const rule = `patience ${train.patience} counts evaluations, and evaluateEvery 0 makes none before the end`;
  const place = overridden(root, ['train', 'patience'], ['train', 'evaluateEvery']);
  return [codexError('CML2109', { path: 'train.patience', rule }, { where: whereOf(place) })];
}

function monitorRule(train: Sections['train'], metrics: Sections['metrics'], root: MapNode): CodexError[] {
  const { monitor } = train;
  if (monitor === 'loss' || metrics.some((metric) => isSameId(metric.use, monitor))) return [];
  const names = metrics.map((metric) => metric.use);
  const near = nearestName(monitor, ['loss', ...names, ...names.map((name) => name.split('/').at(-1)!)]);
  const note = near === undefined ? undefined : `did you mean \`${near}\`?`;
  const where = whereOf(overridden(root, ['train', 'monitor']), note);
  return [codexError('CML2111', { received: describeValue(monitor) }, { where })];
}

/** Place of the first path that a layer above the defaults sets; else of the last one. */
function overridden(root: MapNode, ...paths: readonly (readonly string[])[]): Place {
  const places = paths.map((path) => findNode(root, path)?.place).filter((place) => place !== undefined);
  return places.find((place) => place.source.layer !== 'default') ?? places.at(-1) ?? root.place;
}
