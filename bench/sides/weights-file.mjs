// One file with the weights that all sides start from, written by a process of ours that then ends: so that neither the work nor the
// memory of writing it counts for a side that is measured.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOurs } from './ours-side.mjs';

/** Make the file, hand its path to `work`, remove it. @returns what `work` resolves to */
export async function withWeights(settings, work) {
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-bench-'));
  try {
    const path = join(folder, 'model.safetensors');
    const { side } = await startOurs(settings);
    await side.ask({ do: 'save', path }).finally(() => side.stop());
    return await work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
