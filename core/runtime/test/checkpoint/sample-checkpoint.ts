// Small checkpoints whose content names their step.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SaveCheckpoint, type SavedCheckpoint, saveCheckpoint } from '@codex-ml/runtime/checkpoint';
import { swiftDisk } from './dying-disk.js';

export const clock = () => new Date('2024-05-06T07:08:09Z');

export function save(
  folder: string,
  step: number,
  changes: Partial<SaveCheckpoint> = {},
): Promise<SavedCheckpoint> {
  return saveCheckpoint({
    folder,
    step,
    tensors: {
      model: {
        weight: { shape: [2, 2], dtype: 'float32', data: Float32Array.of(step, 1, -2, 0.5) },
        bias: { shape: [2], dtype: 'float32', data: async () => Float32Array.of(step, -step) },
      },
      optimizer: { count: { shape: [], dtype: 'int32', data: Int32Array.of(step) } },
    },
    state: { step, best: null },
    best: false,
    keep: 2,
    extraFiles: { 'config.json': '{"model_type":"test"}\n', 'tokenizer.json': new Uint8Array([123, 125]) },
    now: clock,
    disk: swiftDisk,
    ...changes,
  });
}

/** Run a test in a folder of its own, which is removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'codex-ml-runtime-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
