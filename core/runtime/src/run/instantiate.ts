// Makes instances of plugins with validated options and a context of the run.
import type { Choice } from '@codex-ml/config';
import type { RunContainer } from '@codex-ml/kernel';
import {
  type Creates,
  codexError,
  type Kind,
  type KindContracts,
  type PluginContext,
} from '@codex-ml/plugin-api';
import { callPlugin } from './attribute-to-plugin.js';
import { pluginKey, type RunPlan } from './plan-run.js';

/** Kinds whose plugins have a `create`. */
export type CreatedKind = {
  [K in Kind]: KindContracts<unknown>[K] extends { create(setup: never): unknown } ? K : never;
}[Kind];

type ExtraOf<K extends CreatedKind> =
  KindContracts<unknown>[K] extends Creates<unknown, infer Extra, unknown> ? Extra : never;
type InstanceOf<K extends CreatedKind> =
  KindContracts<unknown>[K] extends Creates<unknown, infer _, infer Instance> ? Instance : never;

/** A plan and the container its parts live in. */
export interface Session {
  readonly plan: RunPlan;
  readonly container: RunContainer;
}

/** Create the instance of a choice. What a plugin throws while it is created names the plugin. */
export async function instantiate<K extends CreatedKind>(
  session: Session,
  kind: K,
  choice: Choice,
  extra: ExtraOf<K>,
): Promise<InstanceOf<K>> {
  const { plugin, ctx } = pluginOf(session, kind, choice);
  const { create } = plugin as unknown as { create(setup: object): unknown };
  const setup = { options: choice.options, ctx, ...(extra as object) };
  return (await callPlugin(choice.use, 'create', () => create.call(plugin, setup))) as InstanceOf<K>;
}

/** The imported plugin of a choice and its context. */
export function pluginOf<K extends Kind>(
  { plan, container }: Session,
  kind: K,
  choice: Choice,
): { readonly plugin: KindContracts<Readonly<Record<string, unknown>>>[K]; readonly ctx: PluginContext } {
  const loaded = plan.plugins.get(pluginKey(kind, choice.use));
  if (loaded === undefined) {
    throw codexError('CML9002', { message: `plugin \`${choice.use}\` was planned but not loaded` });
  }
  return {
    plugin: loaded.plugin as unknown as KindContracts<Readonly<Record<string, unknown>>>[K],
    ctx: container.context(loaded.capability),
  };
}
