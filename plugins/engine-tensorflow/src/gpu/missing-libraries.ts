// The libraries for a GPU that the system's loader does not find.
import { missingLibraries as findMissing } from '@codex-ml/tfjs';
import { CUDA_LIBRARIES } from './cuda-libraries.js';

/** Those of `names` that the loader does not find; by default of the libraries that TensorFlow wants for a GPU. */
export function missingLibraries(
  names: readonly string[] = CUDA_LIBRARIES[process.platform] ?? [],
): string[] {
  return findMissing(names);
}
