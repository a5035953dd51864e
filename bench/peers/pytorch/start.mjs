// Starts the peer PyTorch with everything set to make it fast.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { startSide } from '../../sides/start-side.mjs';
import { findPython } from './find-python.mjs';

/**
 * @param settings `sizes`, `adamw`, `weights` (path), `tuning` (see {@link tuningOf}) and optionally `python`
 * @returns the side and what it said of itself: `parameters`, `torch`, `blas`, `threads`
 */
export async function startPyTorch({ sizes, adamw, weights, tuning, python = findPython() }) {
  const side = startSide('pytorch', python, [fileInFolder('peer.py')], pyTorchEnvironment(tuning));
  const request = { do: 'open', sizes: { bias: true, ...sizes }, adamw, weights, tuning };
  return { side, about: await side.ask(request) };
}

/**
 * All cores; OpenBLAS picks its own kernels; freed memory is kept instead of returned to the system, as getting it back page by
 * page is what costs most with large models.
 */
export function pyTorchEnvironment({ environment = {} } = {}) {
  const { OPENBLAS_CORETYPE, OPENBLAS_L2_SIZE, OPENBLAS_NUM_THREADS, ...inherited } = process.env;
  return {
    ...inherited,
    OMP_NUM_THREADS: String(availableParallelism()),
    MALLOC_MMAP_MAX_: '0',
    MALLOC_TRIM_THRESHOLD_: '1000000000000',
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...environment,
  };
}

/** What was fastest for the peer in a bench on a config, as `tune.mjs` found. */
export function tuningOf(bench, config) {
  const { default: base, ...benches } = JSON.parse(readFileSync(fileInFolder('tuning.json'), 'utf8'));
  return { ...base, ...benches[bench]?.[config] };
}

export function fileInFolder(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}
