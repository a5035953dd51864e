// Imports the entry module of one capability and holds it against its row of the manifest.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CodexError, codexError, isPlugin, type Plugin, type Provides } from '@codex-ml/plugin-api';

/**
 * @throws CML3107 where the entry is not there, CML3207 where it fails, CML3208 and CML3209 where it exports no plugin, CML3210
 * where it exports another one than the manifest says
 */
export async function importCapability(
  folder: string,
  name: string,
  id: string,
  { kind, id: shortId, entry }: Provides,
): Promise<Plugin> {
  const path = join(folder, entry);
  if (!existsSync(path))
    throw codexError('CML3107', { id, name, role: 'entry', file: entry }, { plugin: id });
  const module = await importEntry(id, path);
  if (!('default' in module)) throw codexError('CML3208', { id }, { plugin: id });
  const plugin = module.default;
  if (!isPlugin(plugin)) throw codexError('CML3209', { id }, { plugin: id });
  for (const [field, expected, received] of [
    ['kind', kind, plugin.kind],
    ['id', shortId, plugin.id],
  ] as const) {
    if (expected !== received) throw codexError('CML3210', { id, field, expected, received }, { plugin: id });
  }
  return plugin;
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
