// The Python that has `datasets`: the one of CODEX_ML_BENCH_DATASETS_PYTHON, or that of the environment `install.mjs` makes.
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the environment lies. */
export const ENVIRONMENT = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'codex-ml-bench',
  'datasets',
);

/** Path of the Python, or undefined where there is none. */
export function findDatasetsPython() {
  const own = join(ENVIRONMENT, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const candidates = [process.env.CODEX_ML_BENCH_DATASETS_PYTHON, own].filter((path) => path !== undefined);
  return candidates.find((python) => spawnSync(python, ['-c', 'import datasets']).status === 0);
}
