// The JSON Schema of a capability's options: from the file of the package, or made from the plugin object where there is no package.
import { readFile } from 'node:fs/promises';
import { type CodexError, codexError, optionsJsonSchema, type Plugin } from '@codex-ml/plugin-api';
import { isObject } from '../discovery/read-json-object.js';
import { messageOf } from '../errors/attribute-error.js';
import type { IndexedCapability } from '../registry/indexed.js';

/**
 * JSON Schema of the options; no plugin code is imported.
 * @throws CML3211 where the file is damaged, the capability's own problem where there is none
 */
export async function readOptionsSchema(
  { id, optionsFile, problem }: IndexedCapability,
  plugin: Plugin | undefined,
): Promise<Record<string, unknown>> {
  if (plugin !== undefined) return optionsJsonSchema(plugin.options);
  if (optionsFile === null) throw problem ?? unreadable(id, 'there is no file');
  let schema: unknown;
  try {
    schema = JSON.parse(await readFile(optionsFile, 'utf8'));
  } catch (cause) {
    throw unreadable(id, messageOf(cause), optionsFile, cause);
  }
  if (!isObject(schema)) throw unreadable(id, 'expected a JSON object', optionsFile);
  return schema;
}

function unreadable(id: string, problem: string, file?: string, cause?: unknown): CodexError {
  const where = file === undefined ? undefined : { file };
  return codexError('CML3211', { id, problem }, { plugin: id, where, cause });
}
