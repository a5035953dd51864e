// Versions of the plugin contract. They count the contract, not the product: a plugin states the range it was written for.
import type { Kind } from './kinds.js';

/** Version of the whole plugin contract; plugins pin its major with `apiVersion: "^1.0"`. */
export const API_VERSION = '1.1.0';

/** Version of each kind's own contract, where kinds move apart from {@link API_VERSION}. */
export const KIND_API_VERSIONS: Readonly<Record<Kind, string>> = Object.freeze({
  engine: API_VERSION,
  tokenizer: API_VERSION,
  dataset: API_VERSION,
  model: API_VERSION,
  optimizer: API_VERSION,
  schedule: API_VERSION,
  launcher: API_VERSION,
  metric: API_VERSION,
  tracker: API_VERSION,
  safety: API_VERSION,
  extension: API_VERSION,
});

/** Number of the manifest format in package.json (`codexMl.manifest`). */
export const MANIFEST_VERSION = 1;
