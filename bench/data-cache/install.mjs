// Installs `datasets`, a peer of the benchmark `data-cache`, from PyPI into an environment of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ENVIRONMENT, findDatasetsPython } from './find-python.mjs';

const VERSION = '5.2.0';

if (findDatasetsPython() === undefined) {
  const bin = process.platform === 'win32' ? 'Scripts' : 'bin';
  for (const command of [
    ['python3', '-m', 'venv', ENVIRONMENT],
    [join(ENVIRONMENT, bin, 'pip'), 'install', `datasets==${VERSION}`],
  ]) {
    console.log(command.join(' '));
    const { status, error } = spawnSync(command[0], command.slice(1), { stdio: 'inherit' });
    if (status !== 0) {
      console.error(`That did not work: ${error?.message ?? `exit code ${status}`}.`);
      console.error('Name a Python that has `datasets` in CODEX_ML_BENCH_DATASETS_PYTHON.');
      process.exit(1);
    }
  }
}
console.log(`datasets is there, for ${findDatasetsPython()}.`);
