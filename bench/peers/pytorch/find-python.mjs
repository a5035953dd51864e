// Which Python has PyTorch: CODEX_ML_BENCH_PYTHON, the system's own (the only one that sees Debian's packages), or the first in PATH.
import { spawnSync } from 'node:child_process';

let found;

/** @throws an error that says how to install PyTorch where no Python has it */
export function findPython() {
  const given = process.env.CODEX_ML_BENCH_PYTHON;
  const candidates = given === undefined ? ['/usr/bin/python3', 'python3'] : [given];
  found ??= candidates.find(hasTorch);
  if (found !== undefined) return found;
  throw new Error(
    [
      `PyTorch, the peer of this benchmark, is missing: ${candidates.join(' and ')} cannot import torch.`,
      'On Debian or Ubuntu `node bench/install.mjs` installs it (the packages python3-torch and libopenblas0-openmp);',
      'elsewhere install it for a Python of yours and name that one in CODEX_ML_BENCH_PYTHON.',
    ].join('\n'),
  );
}

export function hasTorch(python) {
  return spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}
