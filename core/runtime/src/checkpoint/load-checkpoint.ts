// Loading a checkpoint back into memory.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codexError, type JsonObject } from '@codex-ml/plugin-api';
import { type CheckpointManifest, readManifest, verifyCheckpoint } from './checkpoint-manifest.js';
import { readSafetensors } from './read-safetensors.js';
import { EXTENSIONS_FILE, MODEL_FILE, OPTIMIZER_FILE, STATE_FILE } from './save-checkpoint.js';
import type { StoredTensor } from './stored-tensor.js';

export interface LoadedCheckpoint {
  readonly step: number;
  readonly manifest: CheckpointManifest;
  readonly model: Readonly<Record<string, StoredTensor>>;
  readonly optimizer: Readonly<Record<string, StoredTensor>>;
  /** Arrays of extensions, `<plugin>/<name>`; empty where there were none. */
  readonly extensions: Readonly<Record<string, StoredTensor>>;
  readonly state: JsonObject;
}

/**
 * Load a checkpoint folder.
 * @param options `verified`: skip hashing, for a folder that `findResumable` or `findCheckpoint` has just verified
 * @throws CML6102, CML6101
 */
export async function loadCheckpoint(
  folder: string,
  options: { readonly verified?: boolean } = {},
): Promise<LoadedCheckpoint> {
  const manifest = await (options.verified === true ? readManifest(folder) : verifyCheckpoint(folder));
  const name = basename(folder);
  for (const file of [MODEL_FILE, OPTIMIZER_FILE, STATE_FILE]) {
    if (!(file in manifest.files)) {
      throw codexError('CML6102', { checkpoint: name, problem: `its manifest does not list ${file}` });
    }
  }
  const tensors = async (file: string) =>
    (await readSafetensors(join(folder, file), `${name}/${file}`)).tensors;
  return {
    step: manifest.step,
    manifest,
    model: await tensors(MODEL_FILE),
    optimizer: await tensors(OPTIMIZER_FILE),
    extensions: EXTENSIONS_FILE in manifest.files ? await tensors(EXTENSIONS_FILE) : {},
    state: await readState(folder, name),
  };
}

async function readState(folder: string, name: string): Promise<JsonObject> {
  try {
    return JSON.parse(await readFile(join(folder, STATE_FILE), 'utf8')) as JsonObject;
  } catch (error) {
    const problem = `${STATE_FILE}: ${(error as Error).message}`;
    throw codexError('CML6102', { checkpoint: name, problem }, { cause: error });
  }
}
