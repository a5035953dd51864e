// The options of installed plugins as types, so that `defineConfig` can check a config while it is written. Types only.

/**
 * Options by `kind:namespace/id`. Empty here; a plugin package adds its own, and a config that imports the package, or
 * lists it under `types` in tsconfig.json, is checked against them:
 *
 * ```ts
 * declare module '@codex-ml/plugin-api' {
 *   interface CapabilityOptions {
 *     'metric:acme/bleu': z.input<typeof bleuOptions>;
 *   }
 * }
 * ```
 */
// biome-ignore lint/suspicious/noEmptyInterface: it exists to be added to by declaration merging
export interface CapabilityOptions {}
