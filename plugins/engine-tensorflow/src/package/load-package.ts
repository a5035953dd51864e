// Loads a found package into the tfjs-core of the process. After it, the backend `tensorflow` runs.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TfCore } from '@codex-ml/plugin-api';
import { startBackend, tfCorePath } from '@codex-ml/tfjs';
import { checkPackage, secondCore } from './check-package.js';
import { completeNodeUtil } from './complete-node-util.js';
import { explainFailure } from './explain-failure.js';
import type { FoundPackage } from './find-package.js';
import { withEnvironment } from './with-environment.js';

/** Name under which both packages register their backend. */
export const BACKEND = 'tensorflow';

/**
 * @param hideGpu whether TensorFlow must not see GPUs; it decides when it starts, for the whole process
 * @throws CML5132 to CML5134 and CML5136 to CML5138, by what is missing
 */
export async function loadPackage(
  tf: TfCore,
  pkg: FoundPackage,
  engine: string,
  hideGpu: boolean,
): Promise<void> {
  checkPackage(pkg, engine);
  completeNodeUtil();
  const variables = {
    // Its log goes past ours, straight to the terminal: errors only, unless the user wants more.
    TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '2',
    ...(hideGpu && { CUDA_VISIBLE_DEVICES: '-1' }),
  };
  let loaded: { readonly Tensor?: unknown };
  try {
    loaded = withEnvironment(
      variables,
      () => createRequire(join(pkg.root, 'package.json'))(pkg.root) as object,
    );
  } catch (cause) {
    throw explainFailure(cause, pkg, engine);
  }
  if (loaded.Tensor !== tf.Tensor) {
    throw secondCore(pkg, engine, { theirs: `the one inside ${pkg.root}`, ours: tfCorePath() });
  }
  try {
    await startBackend(tf, BACKEND);
  } catch (cause) {
    throw explainFailure(cause, pkg, engine);
  }
}
