// The public surface of the config package.
export { defineConfig } from './define-config.js';
export { canonicalJson } from './json/canonical-json.js';
export { deepFreeze } from './json/deep-freeze.js';
export { sha256Hex } from './json/sha256-hex.js';
export { type CapabilityDescription, configJsonSchema } from './json-schema/config-json-schema.js';
export { RESERVED_VARIABLES } from './layers/environment-overrides.js';
export { INLINE_PREFIX } from './layers/inline-plugins.js';
export type { PresetIndex } from './layers/preset-index.js';
export {
  type DiscoveryRequest,
  type LoadedConfig,
  type LoadedLayer,
  type LoadRequest,
  loadConfig,
  loadListedPlugins,
} from './load-config.js';
export type { CapabilityLookup } from './resolve/resolve-choice.js';
export { configHash, type ResolvedConfig, resolveConfig, toFileShape } from './resolve/resolve-config.js';
export * from './schema/run-config.js';
export { CONFIG_FILES, PACKAGE_KEY } from './source/find-config-file.js';
export { findProjectRoot } from './source/find-project-root.js';
export { formatYaml } from './source/format-yaml.js';
export type { ConfigEnvironment } from './source/load-module.js';
export { describeOrigin, LAYERS, type Layer, type Origin } from './source/place.js';
export type { DroppedOption } from './tree/merge.js';
export type { HostConfig, KnownId, OptionsFor, UserConfig } from './user-config.js';
