// The lowest layer: the host's own defaults and the plugins used where nothing else is chosen.
import { CONFIG_KEYS, isListKind, KINDS } from '@codex-ml/plugin-api';
import {
  DataSectionSchema,
  DEFAULT_CHOICES,
  PluginsSectionSchema,
  RunSectionSchema,
  SplitSchema,
  TrainSectionSchema,
} from '../schema/run-config.js';
import { fromPlain } from '../source/from-plain.js';
import type { Source } from '../source/place.js';
import type { MapNode } from '../tree/config-node.js';
import { expandShorthand } from '../tree/expand-shorthand.js';

/** Source of everything that no layer sets. */
export const DEFAULT_SOURCE: Source = Object.freeze({ layer: 'default', name: 'codex-ml' });

/** The defaults as a layer. Options of plugins are not in it: their schemas are known only later. */
export function defaultLayer(): MapNode {
  const plain: Record<string, unknown> = {
    plugins: PluginsSectionSchema.parse({}),
    run: RunSectionSchema.parse({}),
    data: DataSectionSchema.parse({}),
    train: TrainSectionSchema.parse({}),
  };
  for (const kind of KINDS) {
    const choice: string | readonly string[] | undefined = DEFAULT_CHOICES[kind];
    plain[CONFIG_KEYS[kind]] = isListKind(kind) || choice === undefined ? (choice ?? null) : { use: choice };
  }
  (plain['dataset'] as Record<string, unknown>)['split'] = SplitSchema.parse({});
  return expandShorthand(fromPlain(plain, DEFAULT_SOURCE, []), []) as MapNode;
}
