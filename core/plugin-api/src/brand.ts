// Brands: how objects are recognised across package copies. `instanceof` fails as soon as two copies of a package are installed.

/** Property that marks a plugin made by `definePlugin`. */
export const PLUGIN_BRAND: unique symbol = Symbol.for('codex-ml.plugin');

/** Property that marks a CodexError. */
export const ERROR_BRAND: unique symbol = Symbol.for('codex-ml.error');
