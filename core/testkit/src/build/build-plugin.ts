// Writes the JSON Schema file of every capability of a package, from the options that its built code declares. It imports the
// code, once per capability; the host later reads only the files.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { codexError, optionsJsonSchema, throwCollected, toCodexErrors } from '@codex-ml/plugin-api';
import { importCapability } from './import-capability.js';
import { readManifest } from './read-manifest.js';

export interface SchemaRequest {
  /** Write nothing, and fail where a file is missing or stale. */
  readonly check?: boolean;
}

export interface SchemaReport {
  /** Schema files of the package, as its manifest names them. */
  readonly files: readonly string[];
  /** Those that were written because they were missing or stale. */
  readonly written: readonly string[];
}

/**
 * Write what `codexMl.provides[].options` of a built plugin package names. All problems are thrown together: CML3103 to
 * CML3106 for package.json, CML3107 an entry that was not built, CML3207 to CML3210 an entry that does not hold what the
 * manifest promises, and with `check` CML3111.
 * @param root folder of the package, the one with package.json
 */
export async function writeOptionSchemas(
  root: string,
  { check = false }: SchemaRequest = {},
): Promise<SchemaReport> {
  const folder = resolve(root);
  const { name, manifest } = await readManifest(folder);
  const errors = [];
  const files: string[] = [];
  const written: string[] = [];
  for (const provided of manifest.provides) {
    const id = `${manifest.namespace}/${provided.id}`;
    const { options: file } = provided;
    files.push(file);
    try {
      const plugin = await importCapability(folder, name, id, provided);
      const text = `${JSON.stringify(optionsJsonSchema(plugin.options), null, 2)}\n`;
      const path = join(folder, file);
      const current = existsSync(path) ? await readFile(path, 'utf8') : undefined;
      if (current === text) continue;
      if (check) {
        const state = current === undefined ? 'missing' : 'stale';
        throw codexError('CML3111', { id, name, file, state }, { plugin: id });
      }
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      written.push(file);
    } catch (error) {
      errors.push(...toCodexErrors(error));
    }
  }
  throwCollected(errors);
  return { files, written };
}
