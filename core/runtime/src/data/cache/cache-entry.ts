// One entry of the data cache: a folder of files that never change, and a manifest written last that says what they must be.
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson, sha256Hex } from '@codex-ml/config';
import { type CodexError, codexError, type JsonObject, type JsonValue } from '@codex-ml/plugin-api';
import { localDisk } from '../../run-folder/disk.js';
import { writeAtomic, writeDurable } from '../../run-folder/write-atomic.js';
import { type FileSignature, fileSignature, findSignature, sameSignature } from './file-signature.js';
import { hashFile } from './hash-file.js';

/** Raised whenever the meaning of a file changes; older entries are then not found any more. */
export const CACHE_FORMAT = 1;
export const ENTRY_MANIFEST = 'manifest.json';
/** Signatures of files that were checked after they had been copied or moved. */
const CHECKED_FILE = 'checked.json';

export interface EntryFile {
  readonly bytes: number;
  readonly sha256: string;
}

export interface EntryManifest {
  readonly format: number;
  readonly kind: 'tokens' | 'tokenizer';
  /** Id of the plugin that the entry comes from: a dataset or a tokenizer. */
  readonly plugin: string;
  /** Words that say what it is, such as the name of the split. */
  readonly name: string;
  /** A hash of everything the content depends on, by a name that users understand. */
  readonly ingredients: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, EntryFile>>;
  /** When it was written, all that a stat tells of each file. */
  readonly signatures: Readonly<Record<string, FileSignature>>;
  /** What the entry knows besides its files. */
  readonly facts: JsonObject;
}

/** What a look at an entry finds; null where there is none. */
export type FoundEntry =
  | { readonly folder: string; readonly manifest: EntryManifest; readonly damage?: undefined }
  | { readonly folder: string; readonly damage: CodexError }
  | null;

/**
 * Look for an entry and check it. Sizes and times are compared each time; contents are read only where times are not those that were
 * recorded, as after a copy.
 */
export async function findEntry(folder: string): Promise<FoundEntry> {
  const damaged = (problem: string) => ({
    folder,
    damage: codexError('CML4312', { entry: basename(folder), problem }),
  });
  let text: string;
  try {
    text = await readFile(join(folder, ENTRY_MANIFEST), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return damaged(message);
    // The manifest is written before the folder has its name: without one, something was removed.
    return (await exists(folder)) ? damaged(`\`${ENTRY_MANIFEST}\` is missing`) : null;
  }
  const manifest = parseManifest(text);
  if (manifest === null) return damaged(`\`${ENTRY_MANIFEST}\` is not what was written`);
  const checked = await readChecked(folder);
  const unknown: Record<string, FileSignature> = {};
  for (const [file, { bytes, sha256 }] of Object.entries(manifest.files)) {
    const signature = findSignature(join(folder, file));
    if (signature === null) return damaged(`\`${file}\` is missing`);
    if (signature.size !== bytes)
      return damaged(`\`${file}\` has ${signature.size} bytes instead of ${bytes}`);
    const recorded = [manifest.signatures[file], checked[file]];
    if (recorded.some((one) => one !== undefined && sameSignature(one, signature))) continue;
    if ((await hashFile(join(folder, file)).catch(() => null)) !== sha256) {
      return damaged(`the content of \`${file}\` is not what was written`);
    }
    unknown[file] = signature;
  }
  if (Object.keys(unknown).length > 0) {
    const content = JSON.stringify({ ...checked, ...unknown });
    // On a disk that is read-only the contents are read each time.
    await writeAtomic(join(folder, CHECKED_FILE), content).catch(() => undefined);
  }
  return { folder, manifest };
}

/** Write the manifest of an entry whose files are durable, and give the folder its name. Nothing may stand there. */
export async function commitEntry(
  making: string,
  folder: string,
  manifest: Omit<EntryManifest, 'format' | 'signatures'>,
): Promise<void> {
  const signatures: Record<string, FileSignature> = {};
  for (const file of Object.keys(manifest.files)) signatures[file] = fileSignature(join(making, file));
  const whole = { ...manifest, format: CACHE_FORMAT, signatures };
  await writeDurable(join(making, ENTRY_MANIFEST), manifestText(whole), localDisk);
  await localDisk.syncFolder(making);
  await localDisk.rename(making, folder);
  await localDisk.syncFolder(join(folder, '..'));
}

/** The manifest with a sum over itself, so that an edited one is not believed. */
function manifestText(manifest: EntryManifest): string {
  const plain = manifest as unknown as JsonObject;
  return `${JSON.stringify({ ...plain, sha256: sha256Hex(canonicalJson(plain)) }, null, 2)}\n`;
}

function parseManifest(text: string): EntryManifest | null {
  try {
    const { sha256, ...plain } = JSON.parse(text) as Record<string, JsonValue>;
    if (plain['format'] !== CACHE_FORMAT || sha256 !== sha256Hex(canonicalJson(plain))) return null;
    return plain as unknown as EntryManifest;
  } catch {
    return null;
  }
}

async function readChecked(folder: string): Promise<Readonly<Record<string, FileSignature>>> {
  try {
    return JSON.parse(await readFile(join(folder, CHECKED_FILE), 'utf8')) as Record<string, FileSignature>;
  } catch {
    return {};
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
