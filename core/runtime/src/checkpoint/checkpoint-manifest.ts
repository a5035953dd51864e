// manifest.json of a checkpoint: what belongs to it. Written last; a folder without one is not a checkpoint.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type CodexError, codexError } from '@codex-ml/plugin-api';

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_FORMAT = 1;

/** A type, not an interface, so that it is JSON to the compiler. */
export type FileRecord = {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
};

export interface CheckpointManifest {
  readonly format: number;
  readonly step: number;
  /** Whether it was the best of its run when it was saved. */
  readonly best: boolean;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  readonly files: Readonly<Record<string, FileRecord>>;
}

/** Whether a name can be a file of a checkpoint: a plain name inside the folder. */
export function isPlainFileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}

/**
 * Read a manifest, without looking at the files it lists.
 * @throws CML6102
 */
export async function readManifest(folder: string): Promise<CheckpointManifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw unusable(folder, missing ? `it has no ${MANIFEST_FILE}` : (error as Error).message, error);
  }
  let value: Partial<CheckpointManifest> | null;
  try {
    value = JSON.parse(text) as Partial<CheckpointManifest> | null;
  } catch (error) {
    throw unusable(folder, `${MANIFEST_FILE} is not JSON`, error);
  }
  const problem = findManifestProblem(value);
  if (problem !== undefined) throw unusable(folder, `${MANIFEST_FILE}: ${problem}`);
  return value as CheckpointManifest;
}

/**
 * Read the manifest and check size and SHA-256 of every file it lists.
 * @throws CML6102
 */
export async function verifyCheckpoint(folder: string): Promise<CheckpointManifest> {
  const manifest = await readManifest(folder);
  const files = Object.entries(manifest.files);
  // Sizes first: they are cheap, and most damage shows there.
  for (const [name, { bytes }] of files) {
    const size = await stat(join(folder, name)).then(
      (info) => info.size,
      () => undefined,
    );
    if (size === undefined) throw unusable(folder, `${name} is missing`);
    if (size !== bytes) throw unusable(folder, `${name}: expected ${bytes} bytes, found ${size}`);
  }
  for (const [name, { sha256 }] of files) {
    const found = await hashFile(join(folder, name)).catch((error: Error) => {
      throw unusable(folder, `${name}: ${error.message}`, error);
    });
    if (found !== sha256) throw unusable(folder, `${name}: its SHA-256 is not the one in ${MANIFEST_FILE}`);
  }
  return manifest;
}

/** SHA-256 of a file, hex, read as a stream. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function findManifestProblem(value: Partial<CheckpointManifest> | null): string | undefined {
  if (typeof value !== 'object' || value === null) return 'expected an object';
  if (value.format !== MANIFEST_FORMAT) {
    return `format: expected ${MANIFEST_FORMAT}, received ${JSON.stringify(value.format)}`;
  }
  if (!Number.isSafeInteger(value.step) || value.step! < 0) return 'step: expected a count';
  if (typeof value.best !== 'boolean') return 'best: expected true or false';
  if (typeof value.files !== 'object' || value.files === null) return 'files: expected an object';
  for (const [name, record] of Object.entries(value.files)) {
    if (!isPlainFileName(name)) return `files: \`${name}\` is not a plain file name`;
    if (!Number.isSafeInteger(record?.bytes) || !/^[0-9a-f]{64}$/.test(String(record?.sha256))) {
      return `files.${name}: expected bytes and sha256`;
    }
  }
  return undefined;
}

function unusable(folder: string, problem: string, cause?: unknown): CodexError {
  return codexError('CML6102', { checkpoint: basename(folder), problem }, { cause });
}
