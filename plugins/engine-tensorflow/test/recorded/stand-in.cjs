// Loads as the recorded packages do, and in their order: kernels, native binding, backend. The backend computes with the kernels of tfjs-cpu,
// but only with those that the real one has; whatever else the real module exports is there by name.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { MathBackendCPU } = require('@tensorflow/tfjs-backend-cpu');
const recording = require('./packages.json');

/**
 * @param {NodeJS.Module} caller module of the stand-in package
 * @param {string} root folder of the stand-in package
 */
module.exports = function load(caller, root) {
  const tf = caller.require('@tensorflow/tfjs');
  const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { manifest, isGPUPackage, bindingMissing } = recording.packages.find(
    (one) => one.manifest.name === name,
  );
  registerKernels(tf);
  const folder = manifest.binary.module_path.replace('{napi_build_version}', '8');
  const binding = loadBinding(caller, root, join(root, folder, 'tfjs_binding.node'), bindingMissing);
  tf.registerBackend('tensorflow', () => makeBackend(binding, isGPUPackage), 3);
  if (!tf.setBackend('tensorflow')) throw new Error('Could not initialize TensorFlow backend.');
  return Object.fromEntries(recording.exports.map((member) => [member, tf[member] ?? notHere(member)]));
};

function registerKernels(tf) {
  if (tf.getKernelsForBackend === undefined) return;
  for (const kernelName of recording.kernels) {
    const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
    tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc });
  }
}

/** A native file is opened as one. Beside a working stand-in's lies what the binding exports, as JavaScript. */
function loadBinding(caller, root, path, { message }) {
  if (!existsSync(path)) throw new Error(message.replaceAll('{root}', root));
  return caller.require(existsSync(`${path}.js`) ? `${path}.js` : path);
}

function makeBackend(binding, isGPUPackage) {
  class NodeJSKernelBackend extends MathBackendCPU {
    isGPUPackage = isGPUPackage;
    isUsingGpuDevice = binding.isUsingGpuDevice();
  }
  for (const method of recording.backendMethods) {
    if (!(method in NodeJSKernelBackend.prototype)) NodeJSKernelBackend.prototype[method] = notHere(method);
  }
  return new NodeJSKernelBackend();
}

function notHere(member) {
  return () => {
    throw new Error(`the stand-in has no ${member}`);
  };
}
