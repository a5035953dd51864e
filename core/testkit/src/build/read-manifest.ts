// Reads the `codexMl` field of a package under development. The host's own reading, at discovery, is the kernel's.
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  codexError,
  MANIFEST_FIELD,
  MANIFEST_VERSION,
  ManifestSchema,
  type PluginManifest,
  throwCollected,
} from '@codex-ml/plugin-api';

export interface NamedManifest {
  /** Name of the package. */
  readonly name: string;
  readonly manifest: PluginManifest;
}

/** @throws CML3103 no readable package.json, CML3104 no manifest, CML3106 unknown format, CML3105 one per problem of the shape */
export async function readManifest(folder: string): Promise<NamedManifest> {
  const path = join(folder, 'package.json');
  const below = relative(process.cwd(), path);
  const file = below.startsWith('..') ? path : below;
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML3103', { file, problem }, { where: { file }, cause });
  }
  const name = typeof json['name'] === 'string' ? json['name'] : folder;
  const details = { plugin: name, where: { file } };
  const field = json[MANIFEST_FIELD] as { readonly manifest?: unknown } | undefined;
  if (field === undefined) throw codexError('CML3104', { name }, details);
  const received = field?.manifest;
  if (typeof received === 'number' && received !== MANIFEST_VERSION) {
    throw codexError('CML3106', { name, received, expected: MANIFEST_VERSION }, details);
  }
  const parsed = ManifestSchema.safeParse(field);
  if (parsed.success) return { name, manifest: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => {
    const problem = message.replace(/^Invalid input: /, '');
    return codexError('CML3105', { name, path: [MANIFEST_FIELD, ...path].join('.'), problem }, details);
  });
  throwCollected(errors);
  throw codexError('CML9002', { message: 'a manifest was refused without a reason' });
}
