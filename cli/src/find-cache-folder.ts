// Where the data cache of this project is: as its config says, else the default beside the working folder.
import { resolve } from 'node:path';
import { DataSectionSchema } from '@codex-ml/config';
import type { JsonObject } from '@codex-ml/plugin-api';
import { loadWithKernel } from '@codex-ml/runtime';
import { planRequest } from './plan-request.js';

/**
 * Absolute folder.
 * @throws what loading the config throws
 */
export async function findCacheFolder(
  flags: { readonly config?: string | undefined },
  warn: (message: string) => void,
): Promise<string> {
  const { kernel, loaded } = await loadWithKernel(planRequest(flags, warn));
  await kernel.close();
  const { cacheFolder } = DataSectionSchema.shape;
  const written = (loaded.tree['data'] as JsonObject | undefined)?.['cacheFolder'];
  return resolve(loaded.baseDir, cacheFolder.parse(written));
}
