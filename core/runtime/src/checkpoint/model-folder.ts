// Model folders in the layout of the Hugging Face hub: config.json, model.safetensors, tokenizer.json. A checkpoint folder that
// was saved with these extra files is one too.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codexError, type JsonObject } from '@codex-ml/plugin-api';
import { type Disk, localDisk } from '../run-folder/disk.js';
import { jsonText } from '../run-folder/json-text.js';
import { writeAtomic } from '../run-folder/write-atomic.js';
import { isPlainFileName } from './checkpoint-manifest.js';
import { readSafetensors } from './read-safetensors.js';
import { MODEL_FILE } from './save-checkpoint.js';
import type { StoredTensor, TensorToStore } from './stored-tensor.js';
import { writeSafetensors } from './write-safetensors.js';

export const CONFIG_FILE = 'config.json';
export const TOKENIZER_FILE = 'tokenizer.json';

const OWN_FILES: ReadonlySet<string> = new Set([CONFIG_FILE, TOKENIZER_FILE, MODEL_FILE]);

export interface WriteModelFolder {
  /** Made where it is missing; other files in it are left alone. */
  readonly folder: string;
  readonly tensors: Readonly<Record<string, TensorToStore>>;
  readonly configJson: JsonObject;
  readonly tokenizerJson: JsonObject;
  /** Files to put beside these, such as those of a chat template. */
  readonly extraFiles?: Readonly<Record<string, string>> | undefined;
  readonly disk?: Disk | undefined;
}

/**
 * Write a model folder, config.json last, so that a folder with one is whole.
 * @throws CML6105, CML6205, CML6207
 */
export async function writeModelFolder(options: WriteModelFolder): Promise<void> {
  const { folder, tensors, extraFiles = {}, disk = localDisk } = options;
  for (const name of Object.keys(extraFiles)) {
    if (!isPlainFileName(name) || OWN_FILES.has(name)) {
      throw codexError('CML9002', { message: `\`${name}\` cannot be an extra file of a model folder` });
    }
  }
  const config = jsonText(options.configJson, CONFIG_FILE);
  const tokenizer = jsonText(options.tokenizerJson, TOKENIZER_FILE);
  await disk.makeFolder(folder);
  const temporary = join(folder, `.tmp-${MODEL_FILE}-${process.pid}`);
  const file = await disk.createFile(temporary);
  try {
    await writeSafetensors(file, tensors, { format: 'pt' });
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.remove(join(folder, CONFIG_FILE));
  await disk.rename(temporary, join(folder, MODEL_FILE));
  await writeAtomic(join(folder, TOKENIZER_FILE), tokenizer, disk);
  for (const [name, content] of Object.entries(extraFiles)) {
    await writeAtomic(join(folder, name), content, disk);
  }
  await writeAtomic(join(folder, CONFIG_FILE), config, disk);
}

export interface ModelFolder {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly configJson: JsonObject;
  readonly tokenizerJson: JsonObject;
}

/**
 * Read a model folder.
 * @throws CML6106 where a file is missing or not JSON, CML6101 for damaged tensors
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const name = basename(folder);
  return {
    configJson: await readJson(folder, name, CONFIG_FILE),
    tokenizerJson: await readJson(folder, name, TOKENIZER_FILE),
    tensors: (await readSafetensors(join(folder, MODEL_FILE), `${name}/${MODEL_FILE}`)).tensors,
  };
}

async function readJson(folder: string, name: string, file: string): Promise<JsonObject> {
  const fail = (problem: string, cause?: unknown) =>
    codexError('CML6106', { folder: name, file, problem }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(join(folder, file), 'utf8'));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw fail(missing ? 'it is missing' : (error as Error).message, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail('it is not an object');
  return value as JsonObject;
}
