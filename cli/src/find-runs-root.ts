// Where the runs of this project are: as given, else where the config says, else `runs` in the working folder.
import { resolve } from 'node:path';
import { RunSectionSchema } from '@codex-ml/config';
import type { JsonObject } from '@codex-ml/plugin-api';
import { loadWithKernel } from '@codex-ml/runtime';
import { planRequest } from './plan-request.js';

/**
 * Absolute folder.
 * @param given with `--runs`; a path relative to the working folder
 * @param warn hears of a config that cannot be loaded
 */
export async function findRunsRoot(
  given: string | undefined,
  warn: (message: string) => void,
): Promise<string> {
  const cwd = process.cwd();
  if (given !== undefined) return resolve(cwd, given);
  const { folder } = RunSectionSchema.shape;
  try {
    const { kernel, loaded } = await loadWithKernel(planRequest({}, () => {}));
    await kernel.close();
    const written = folder.safeParse((loaded.tree['run'] as JsonObject | undefined)?.['folder']);
    return resolve(loaded.baseDir, written.data ?? folder.parse(undefined));
  } catch {
    const fallback = folder.parse(undefined);
    warn(
      `the config cannot be loaded (see \`codex-ml config validate\`), so runs are looked for in \`${fallback}\``,
    );
    return resolve(cwd, fallback);
  }
}
