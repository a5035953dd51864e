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
import { attributedInstance, callPlugin } from './attribute-to-plugin.js';
import { pluginKey, type RunPlan } from './plan-run.js';
import type { CreatedKind, InstanceOf } from './plugin-answers.js';

type ExtraOf<K extends CreatedKind> =
  KindContracts<unknown>[K] extends Creates<unknown, infer Extra, unknown> ? Extra : never;

/** A plan and the container its parts live in. */
export interface Session {
  readonly plan: RunPlan;
  readonly container: RunContainer;
}

/** Create the instance of a choice. What a plugin throws while it is created names the plugin. @throws CML3640 for no instance */
export async function instantiate<K extends CreatedKind>(
  session: Session,
  kind: K,
  choice: Choice,
  extra: ExtraOf<K>,
): Promise<InstanceOf<K>> {
  const { plugin, ctx } = pluginOf(session, kind, choice);
  const { create } = plugin as unknown as { create(setup: object): unknown };
  const setup = { options: choice.options, ctx, ...(extra as object) };
  const instance = await callPlugin(choice.use, 'create', () => create.call(plugin, setup));
  return attributedInstance(kind, choice.use, 'create', instance) as InstanceOf<K>;
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
