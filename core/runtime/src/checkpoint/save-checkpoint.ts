// Saving a checkpoint: everything into a temporary folder, synced, the manifest last, then one rename makes it visible. A process
// that dies at any point leaves the checkpoints before, or those and the new one.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CodexError, codexError, type JsonObject } from '@codex-ml/plugin-api';
import { type Disk, type DiskFile, localDisk } from '../run-folder/disk.js';
import { jsonText } from '../run-folder/json-text.js';
import {
  type CheckpointManifest,
  type FileRecord,
  isPlainFileName,
  MANIFEST_FILE,
  MANIFEST_FORMAT,
} from './checkpoint-manifest.js';
import {
  checkpointName,
  checkpointsFolder,
  entryNames,
  REPLACED_PREFIX,
  TEMPORARY_PREFIX,
} from './checkpoint-names.js';
import { clearLeftovers, removeSurplus, updatePointers } from './keep-checkpoints.js';
import type { TensorToStore } from './stored-tensor.js';
import { writeSafetensors } from './write-safetensors.js';

export const MODEL_FILE = 'model.safetensors';
export const OPTIMIZER_FILE = 'optimizer.safetensors';
/** Only where extensions keep arrays. */
export const EXTENSIONS_FILE = 'extensions.safetensors';
export const STATE_FILE = 'state.json';

export interface SaveCheckpoint {
  /** The run folder. */
  readonly folder: string;
  /** Completed updates. */
  readonly step: number;
  readonly tensors: {
    readonly model: Readonly<Record<string, TensorToStore>>;
    readonly optimizer: Readonly<Record<string, TensorToStore>>;
    /** Arrays of extensions, `<plugin>/<name>`. */
    readonly extensions?: Readonly<Record<string, TensorToStore>> | undefined;
  };
  readonly state: JsonObject;
  /** Whether this is the best of the run so far. */
  readonly best: boolean;
  /** Checkpoints to keep besides the best and this one. */
  readonly keep: number;
  /** Files to put beside the tensors, such as config.json and tokenizer.json, which make the folder a model folder. */
  readonly extraFiles?: Readonly<Record<string, string | Uint8Array>> | undefined;
  /** The clock. */
  readonly now: () => Date;
  readonly disk?: Disk | undefined;
}

export interface SavedCheckpoint {
  readonly step: number;
  readonly name: string;
  readonly path: string;
  readonly manifest: CheckpointManifest;
  /** Names of the checkpoints that retention removed. */
  readonly removed: readonly string[];
}

/** Readers of the field take this as "weights of a PyTorch-like model"; without it some refuse the file. */
const METADATA = Object.freeze({ format: 'pt' });

/**
 * Save a checkpoint into `checkpoints/step-<step>` of a run folder. A checkpoint of the same step is replaced.
 * @throws CML6103 where the disk refuses, CML6105 or CML6207 for values that cannot be stored
 */
export async function saveCheckpoint(options: SaveCheckpoint): Promise<SavedCheckpoint> {
  const { step, best, keep, disk = localDisk } = options;
  const root = checkpointsFolder(options.folder);
  const name = checkpointName(step);
  const path = join(root, name);
  const temporary = join(root, `${TEMPORARY_PREFIX}${name}-${process.pid}`);
  try {
    await disk.makeFolder(root);
    await disk.syncFolder(options.folder);
    await clearLeftovers(root, disk);
    await disk.makeFolder(temporary);
    const manifest: CheckpointManifest = {
      format: MANIFEST_FORMAT,
      step,
      best,
      savedAt: options.now().toISOString(),
      files: await writeFiles(temporary, options, disk),
    };
    await writeRecorded(temporary, MANIFEST_FILE, disk, textWriter(jsonText({ ...manifest }, MANIFEST_FILE)));
    await disk.syncFolder(temporary);
    await publish(root, temporary, name, disk);
    await updatePointers(root, step, disk);
    const removed = await removeSurplus(root, step, keep, disk);
    return { step, name, path, manifest, removed };
  } catch (error) {
    await disk.remove(temporary).catch(() => undefined);
    if (CodexError.is(error)) throw error;
    throw codexError('CML6103', { step }, { cause: error });
  }
}

async function writeFiles(
  folder: string,
  { tensors, state, extraFiles = {} }: SaveCheckpoint,
  disk: Disk,
): Promise<Record<string, FileRecord>> {
  const writers: Record<string, (file: DiskFile) => Promise<void>> = {
    [MODEL_FILE]: (file) => writeSafetensors(file, tensors.model, METADATA),
    [OPTIMIZER_FILE]: (file) => writeSafetensors(file, tensors.optimizer, METADATA),
    [STATE_FILE]: textWriter(jsonText(state, STATE_FILE)),
  };
  const { extensions = {} } = tensors;
  if (Object.keys(extensions).length > 0) {
    writers[EXTENSIONS_FILE] = (file) => writeSafetensors(file, extensions, METADATA);
  }
  for (const [name, content] of Object.entries(extraFiles)) {
    if (!isPlainFileName(name) || name in writers || name === MANIFEST_FILE) {
      throw codexError('CML9002', { message: `\`${name}\` cannot be an extra file of a checkpoint` });
    }
    writers[name] = textWriter(content);
  }
  const records: Record<string, FileRecord> = {};
  for (const [name, write] of Object.entries(writers)) {
    records[name] = await writeRecorded(folder, name, disk, write);
  }
  return records;
}

/** Write and sync one file, hashing on the way. */
async function writeRecorded(
  folder: string,
  name: string,
  disk: Disk,
  write: (file: DiskFile) => Promise<void>,
): Promise<FileRecord> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await disk.createFile(join(folder, name));
  try {
    await write({
      ...file,
      async write(part) {
        hash.update(part);
        bytes += part.length;
        await file.write(part);
      },
    });
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

function textWriter(content: string | Uint8Array): (file: DiskFile) => Promise<void> {
  return (file) => file.write(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
}

/** Give the finished folder its name. */
async function publish(root: string, temporary: string, name: string, disk: Disk): Promise<void> {
  const path = join(root, name);
  // A folder cannot be renamed over another: the old one steps aside, and counts until the new one is there.
  const replaced = (await entryNames(root)).includes(name) ? join(root, `${REPLACED_PREFIX}${name}`) : null;
  if (replaced !== null) await disk.rename(path, replaced);
  await disk.rename(temporary, path);
  await disk.syncFolder(root);
  if (replaced !== null) await disk.remove(replaced);
}
