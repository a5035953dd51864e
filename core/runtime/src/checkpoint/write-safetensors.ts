// Writing safetensors files tensor by tensor.
import { endianness } from 'node:os';
import { codexError } from '@codex-ml/plugin-api';
import type { DiskFile } from '../run-folder/disk.js';
import { encodeHeader, layOut } from './safetensors-header.js';
import { type TensorToStore, tensorBytes } from './stored-tensor.js';

/**
 * Write a whole file. Equal tensors and metadata give equal bytes.
 * @throws CML6105 for a tensor that is not what it says
 */
export async function writeSafetensors(
  file: DiskFile,
  tensors: Readonly<Record<string, TensorToStore>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  requireLittleEndian();
  const entries = layOut(tensors);
  await file.write(encodeHeader({ metadata, entries }));
  for (const { name } of entries) {
    const tensor = tensors[name]!;
    const data = typeof tensor.data === 'function' ? await tensor.data() : tensor.data;
    await file.write(tensorBytes(name, tensor, data));
  }
}

/** Typed arrays are written and read as they lie in memory, which is the format's order on all usual machines. */
export function requireLittleEndian(): void {
  if (endianness() !== 'LE') throw codexError('CML9002', { message: 'this machine is not little-endian' });
}
