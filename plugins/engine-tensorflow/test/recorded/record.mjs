// Records the shape of @tensorflow/tfjs-node and @tensorflow/tfjs-node-gpu into packages.json, which the tests build their stand-in from.
// Run it by hand after a change of version: `node test/recorded/record.mjs`. It installs both packages, without their
// install scripts, into a temporary folder; no TensorFlow is downloaded.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import util from 'node:util';

const VERSION = '4.22.0';
const PACKAGES = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];
const SELF = fileURLToPath(import.meta.url);
const [root, step] = process.argv.slice(2);

if (root === undefined) writeRecording();
else process.stdout.write(JSON.stringify(step === 'load' ? describeModule(root) : describeError(root)));

function writeRecording() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-ml-record-')));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const install = [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    ...PACKAGES.map((name) => `${name}@${VERSION}`),
  ];
  run('npm', install, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  const recorded = PACKAGES.map((name) => record(join(folder, 'node_modules', name)));
  rmSync(folder, { recursive: true, force: true });
  // Everything but names, texts and the flag is the same in both.
  const [shared] = new Set(recorded.map(({ shared }) => JSON.stringify(shared)));
  if (recorded.some((one) => JSON.stringify(one.shared) !== shared)) throw new Error('the packages differ');
  const recording = { packages: recorded.map(({ own }) => own), ...JSON.parse(shared) };
  writeFileSync(join(dirname(SELF), 'packages.json'), `${JSON.stringify(recording, null, 2)}\n`);
}

/** Each step in a process of its own: a module is loaded once. */
function record(packageRoot) {
  const { name, version, main, binary } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const inspect = (what) => {
    const { stdout } = run(process.execPath, [SELF, packageRoot, what], { encoding: 'utf8' });
    return JSON.parse(stdout.replaceAll(JSON.stringify(packageRoot).slice(1, -1), '{root}'));
  };
  const bindingMissing = inspect('missing');
  const lib = join(packageRoot, 'lib', 'napi-v8');
  mkdirSync(lib, { recursive: true });
  writeFileSync(join(lib, 'tfjs_binding.node'), '');
  const bindingDamaged = inspect('damaged');
  const { isGPUPackage, ...module } = inspect('load');
  const binding = bindingMembers(readFileSync(join(packageRoot, 'binding', 'tfjs_binding.cc'), 'utf8'));
  const manifest = { name, version, main, binary };
  return { own: { manifest, isGPUPackage, bindingMissing, bindingDamaged }, shared: { ...module, binding } };
}

function describeError(packageRoot) {
  try {
    createRequire(SELF)(packageRoot);
  } catch ({ name, code = null, message }) {
    return { name, code, message };
  }
  throw new Error('the package loads without its binding');
}

/** Load the module with the least that its native binding must have. */
function describeModule(packageRoot) {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  const require = createRequire(SELF);
  require.extensions['.node'] = (module) => {
    module.exports = { isUsingGpuDevice: () => false };
  };
  const tf = require(packageRoot);
  const backend = tf.findBackend('tensorflow');
  return {
    exports: Object.keys(tf).sort(),
    kernels: tf
      .getKernelsForBackend('tensorflow')
      .map(({ kernelName }) => kernelName)
      .sort(),
    backendMethods: Object.getOwnPropertyNames(Object.getPrototypeOf(backend)).sort(),
    isGPUPackage: backend.isGPUPackage,
  };
}

/** Names that the native binding exports, from its source. */
function bindingMembers(source) {
  const functions = [...source.matchAll(/\{"(\w+)", nullptr/g)].map(([, member]) => member);
  const constants = [...source.matchAll(/EXPORT_INT_PROPERTY\((\w{2,})\)/g)].map(([, member]) => member);
  return [...functions, ...constants].sort();
}

function run(command, args, options) {
  const result = spawnSync(command, args, options);
  if (result.status !== 0) throw new Error(`${command} ended with ${result.status}: ${result.stderr ?? ''}`);
  return result;
}
