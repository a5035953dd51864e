// defineConfig: the identity at run time, a check and completion while a config module is written.
import type { AnyId, CheckedConfig, Entries, UserConfig } from './user-config.js';

/**
 * Write `export default defineConfig({ … })` in `codex-ml.config.ts`. Options of plugins that declare their types (see
 * `CapabilityOptions` in `@codex-ml/plugin-api`) are checked strictly; other plugins take any options. A config that depends
 * on the environment is a function around it: `export default ({ env }: ConfigEnvironment) => defineConfig({ … })`. There is
 * one signature only, because the compiler places its complaints at the whole call where there are several.
 */
export function defineConfig<
  const E extends AnyId<'engine'>,
  const T extends AnyId<'tokenizer'>,
  const D extends AnyId<'dataset'>,
  const M extends AnyId<'model'>,
  const O extends AnyId<'optimizer'>,
  const S extends AnyId<'schedule'>,
  const L extends AnyId<'launcher'>,
  const Metrics extends Entries = Entries,
  const Trackers extends Entries = Entries,
  const Safety extends Entries = Entries,
  const Extensions extends Entries = Entries,
>(config: CheckedConfig<E, T, D, M, O, S, L, Metrics, Trackers, Safety, Extensions>): UserConfig;
export function defineConfig(config: unknown): unknown {
  return config;
}
