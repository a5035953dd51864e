// Registers tfjs's own gradient functions. The Node bundle of tfjs-core leaves them out, and the module that holds them
// cannot be imported in Node as it is: it is ES module source whose relative imports lack their `.js`.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { TfCore } from '@codex-ml/plugin-api';

/**
 * Import `@tensorflow/tfjs-core/dist/register_all_gradients`, completing file names inside that folder while it loads.
 * tfjs keeps its engine and its registries on `globalThis`, so gradients registered and ops called by these source
 * modules act on the engine of the bundle. Does nothing when gradients are registered already.
 */
export async function loadGradients(tf: TfCore): Promise<void> {
  // The whole of tfjs, which other packages may have loaded first, brings its own gradients, but none of comparisons.
  if (tf.getGradient('GatherV2') === undefined) await importGradients();
  if (tf.getGradient('Greater') === undefined) registerComparisonGradients(tf);
}

async function importGradients(): Promise<void> {
  const folder = new URL('./', import.meta.resolve('@tensorflow/tfjs-core')).href;
  const hooks = registerHooks({
    resolve(specifier, context, nextResolve) {
      const parent = context.parentURL;
      if (parent?.startsWith(folder) !== true || !specifier.startsWith('.')) {
        return nextResolve(specifier, context);
      }
      return { url: completeFileName(new URL(specifier, parent)), format: 'module', shortCircuit: true };
    },
  });
  try {
    await import(new URL('register_all_gradients.js', folder).href);
  } finally {
    hooks.deregister();
  }
}

/**
 * Comparisons are flat almost everywhere. tfjs says so for `GreaterEqual` only, and fails on others when they choose
 * between branches of a loss, as in `where(greater(x, 0), x, y)`.
 */
function registerComparisonGradients(tf: TfCore): void {
  for (const kernelName of ['Equal', 'Greater', 'Less', 'LessEqual', 'NotEqual']) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy, [a, b]) => ({ a: () => tf.zeros(a!.shape), b: () => tf.zeros(b!.shape) }),
    });
  }
}

const completed = new Map<string, string>();

function completeFileName(url: URL): string {
  if (url.pathname.endsWith('.js')) return url.href;
  let complete = completed.get(url.href);
  if (complete === undefined) {
    complete = existsSync(new URL(`${url.href}.js`)) ? `${url.href}.js` : `${url.href}/index.js`;
    completed.set(url.href, complete);
  }
  return complete;
}
