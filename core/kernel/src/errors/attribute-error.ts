// Puts the name of plugin and hook on an error that came out of plugin code, once. It knows no policies.
import { CATALOGUE, CodexError, CodexErrors, codexError, type HookName } from '@codex-ml/plugin-api';

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
  if (!CodexError.is(error)) return undefined;
  const list = (error as unknown as { errors?: readonly CodexError[] }).errors;
  if (list !== undefined) {
    return list.every(isCatalogued)
      ? new CodexErrors(list.map((one) => withNames(one, plugin, hook)))
      : undefined;
  }
  return isCatalogued(error) ? withNames(error, plugin, hook) : undefined;
}

/** What an unknown thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Another copy of plugin-api may know codes that this one cannot render. */
function isCatalogued(error: CodexError): boolean {
  return Object.hasOwn(CATALOGUE, error.code);
}

function withNames(error: CodexError, plugin: string, hook: HookName | undefined): CodexError {
  if (error.plugin !== undefined) return error;
  const { where, cause, hints } = error;
  const named = new CodexError(error.code, error.title, { where, cause, hints, plugin, hook });
  if (error.stack !== undefined) named.stack = error.stack;
  return named;
}
