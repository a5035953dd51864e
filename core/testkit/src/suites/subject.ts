// What every suite needs of its subject: the plugin and the options a user would write.
import type { Kind, OptionsOf, OptionsSchema, Plugin } from '@codex-ml/plugin-api';

export interface Subject<K extends Kind> {
  readonly plugin: Plugin<K>;
  /** As a user would write them; missing ones take their defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The validated options, defaults filled in. */
export function readOptions<K extends Kind>({ plugin, options }: Subject<K>): OptionsOf<OptionsSchema> {
  return plugin.options.parse(options ?? {});
}
