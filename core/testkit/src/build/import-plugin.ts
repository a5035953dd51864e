// Imports modules of a built package and looks for plugins in them.
import { pathToFileURL } from 'node:url';
import { CodexError, codexError, isPlugin, type Plugin } from '@codex-ml/plugin-api';

/** The plugin that a module exports as default, or undefined. @throws CML3207 where the module fails */
export async function importPlugin(path: string, id: string): Promise<Plugin | undefined> {
  const module = await importEntry(id, path);
  const plugin: unknown = 'default' in module ? module.default : undefined;
  return isPlugin(plugin) ? plugin : undefined;
}

/**
 * The plugin of a module that the manifest names.
 * @throws CML3207 where it fails, CML3208 and CML3209 where it exports no plugin
 */
export async function importNamed(path: string, id: string): Promise<Plugin> {
  const module = await importEntry(id, path);
  if (!('default' in module)) throw codexError('CML3208', { id }, { plugin: id });
  if (!isPlugin(module.default)) throw codexError('CML3209', { id }, { plugin: id });
  return module.default;
}

async function importEntry(id: string, path: string): Promise<object> {
  try {
    return (await import(pathToFileURL(path).href)) as object;
  } catch (cause) {
    if (CodexError.is(cause)) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML3207', { id, message }, { plugin: id, cause });
  }
}
