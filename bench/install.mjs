// Installs PyTorch, the peer of the benchmarks, from Debian's or Ubuntu's packages: python3-torch, and the OpenBLAS that shares
// PyTorch's thread pool, which is its fastest here. Does nothing where a Python has PyTorch already.
import { spawnSync } from 'node:child_process';
import { findPython } from './peers/pytorch/find-python.mjs';

const PACKAGES = ['python3-torch', 'libopenblas0-openmp'];

if (!isInstalled()) {
  const command = [...(process.getuid?.() === 0 ? [] : ['sudo']), 'apt-get', 'install', '--yes', ...PACKAGES];
  console.log(command.join(' '));
  const { status, error } = spawnSync(command[0], command.slice(1), { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`That did not work: ${error?.message ?? `exit code ${status}`}.`);
    console.error(
      `Where there is apt, \`apt-get update\` and \`apt-get install ${PACKAGES.join(' ')}\` as root should;`,
    );
    console.error(
      'elsewhere install PyTorch for a Python of yours and name that one in CODEX_ML_BENCH_PYTHON.',
    );
    process.exit(1);
  }
}
console.log(`PyTorch is there, for ${findPython()}.`);

function isInstalled() {
  try {
    return findPython() !== undefined;
  } catch {
    return false;
  }
}
