// Reads the package.json of a plugin under development, and checks its `codexMl` field. The host's own reading, at discovery, is the
// kernel's.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  type CodexError,
  codexError,
  MANIFEST_FIELD,
  MANIFEST_VERSION,
  ManifestSchema,
  type PluginManifest,
  throwCollected,
} from '@codex-ml/plugin-api';

export interface PackageFile {
  /** Name of the package. */
  readonly name: string;
  /** Path of package.json as the user would write it. */
  readonly file: string;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** The `codexMl` field, whatever it holds. */
  readonly field: Readonly<Record<string, unknown>>;
}

/** @throws CML3103 no readable package.json, CML3104 no manifest, CML3106 unknown format */
export async function readPackageFile(folder: string): Promise<PackageFile> {
  const path = join(folder, 'package.json');
  const below = relative(process.cwd(), path);
  const file = below.startsWith('..') ? path : below;
  let text: string;
  let json: Record<string, unknown>;
  try {
    text = await readFile(path, 'utf8');
    json = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML3103', { file, problem }, { where: { file }, cause });
  }
  const name = typeof json['name'] === 'string' ? json['name'] : folder;
  const details = { plugin: name, where: { file } };
  const field = json[MANIFEST_FIELD];
  if (typeof field !== 'object' || field === null || Array.isArray(field)) {
    throw codexError('CML3104', { name }, details);
  }
  const received = (field as { readonly manifest?: unknown }).manifest;
  if (typeof received === 'number' && received !== MANIFEST_VERSION) {
    throw codexError('CML3106', { name, received, expected: MANIFEST_VERSION }, details);
  }
  return { name, file, text, json, field: field as Readonly<Record<string, unknown>> };
}

/** @throws CML3105 one per problem of its shape */
export function checkManifest({ name, file }: PackageFile, field: unknown): PluginManifest {
  const parsed = ManifestSchema.safeParse(field);
  if (parsed.success) return parsed.data;
  throwCollected(
    parsed.error.issues.map(({ path, message }): CodexError => {
      const problem = message.replace(/^Invalid input: /, '');
      const place = [MANIFEST_FIELD, ...path].join('.');
      return codexError('CML3105', { name, path: place, problem }, { plugin: name, where: { file } });
    }),
  );
  throw codexError('CML9002', { message: 'a manifest was refused without a reason' });
}
