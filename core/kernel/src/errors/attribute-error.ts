// Puts the name of plugin and hook on an error that came out of plugin code, once. It knows no policies.
import {
  CATALOGUE,
  CodexError,
  CodexErrors,
  codexError,
  type ErrorDetails,
  type HookName,
} from '@codex-ml/plugin-api';

/**
 * The error to report for what `plugin` threw in `hook`. A CodexError keeps its code and is given the names unless it
 * carries a plugin already (the innermost one is the one to blame); anything else becomes CML3301 with the original as cause.
 */
export function attributeHookError(error: unknown, plugin: string, hook: HookName): CodexError | CodexErrors {
  const own = attributeOwnError(error, plugin, hook);
  if (own !== undefined) return own;
  return codexError('CML3301', { plugin, hook, message: messageOf(error) }, { cause: error, plugin, hook });
}

/** Like {@link attributeHookError} for our own errors; undefined for foreign ones. */
export function attributeOwnError(
  error: unknown,
  plugin: string,
  hook?: HookName,
): CodexError | CodexErrors | undefined {
  return refineError(error, (one) => (one.plugin === undefined ? { plugin, hook } : {}));
}

/**
 * Our error, or each of a list, with more details; code, title, cause and stack stay. Undefined for foreign errors.
 * @param details of one of them, or nothing to add to it
 */
export function refineError(
  error: unknown,
  details: (one: CodexError) => ErrorDetails,
): CodexError | CodexErrors | undefined {
  if (!CodexError.is(error)) return undefined;
  const list = (error as unknown as { errors?: readonly CodexError[] }).errors;
  if (list !== undefined) {
    return list.every(isCatalogued)
      ? new CodexErrors(list.map((one) => withDetails(one, details(one))))
      : undefined;
  }
  return isCatalogued(error) ? withDetails(error, details(error)) : undefined;
}

/** What an unknown thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Another copy of plugin-api may know codes that this one cannot render. */
function isCatalogued(error: CodexError): boolean {
  return Object.hasOwn(CATALOGUE, error.code);
}

function withDetails(error: CodexError, details: ErrorDetails): CodexError {
  if (Object.keys(details).length === 0) return error;
  const { where, cause, hints, plugin, hook, pluginOrigin, during } = error;
  const known = { where, cause, hints, plugin, hook, pluginOrigin, during };
  const refined = new CodexError(error.code, error.title, { ...known, ...details });
  if (error.stack !== undefined) refined.stack = error.stack;
  return refined;
}
