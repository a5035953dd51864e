// Errors: the catalogue, the error type, exit codes and renderers.
export { CATALOGUE, type ErrorCode, RETIRED_CODES } from './catalogue/index.js';
export type { CatalogueEntry } from './catalogue-entry.js';
export * from './codex-error.js';
export * from './exit-code.js';
export * from './nearest-name.js';
export { errorToJson, type Paint, PLAIN, renderError } from './render/render-error.js';
