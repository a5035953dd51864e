// Installs TensorFlow for test/interop/tensorflow.test.ts below node_modules/.cache, unless it is there: tfjs-node and tfjs-node-gpu from
// npm without their install scripts, libtensorflow out of the wheel `tensorflow-cpu` from PyPI, and between them the
// binding, compiled from the sources that tfjs-node ships. The last line printed is the folder.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInstaller, missingCommand, missingPython, PYTHON, say } from './install-steps.mjs';

const TFJS = '4.22.0';
/** The oldest TensorFlow on PyPI with libtensorflow as a library of its own and a wheel for Python 3.11 that was tried. */
const TENSORFLOW = '2.15.1';
const NODE_API_HEADERS = '1.9.0';

const SELF = fileURLToPath(import.meta.url);
const FOLDER = join(dirname(SELF), '..', '..', 'node_modules', '.cache', 'codex-ml-interop-tensorflow');
const LIBRARIES = join(FOLDER, 'tensorflow');
const PACKAGES = join(FOLDER, 'node_modules', '@tensorflow');
const STAMP = join(FOLDER, 'installed-by.txt');
const SHARED_OBJECTS = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const { begin, run } = createInstaller('TensorFlow', FOLDER);

if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== readFileSync(SELF, 'utf8')) install();
process.stdout.write(`${FOLDER}\n`);

function install() {
  const isTheirs = process.platform === 'linux' && process.arch === 'x64';
  begin(
    [
      isTheirs
        ? undefined
        : `its wheel is for Linux on x64, and this is ${process.platform} on ${process.arch}.`,
      missingCommand('npm', 'It comes with Node.'),
      missingCommand('g++', 'The binding is compiled with it (Debian: g++).'),
      missingPython(['pip']),
    ],
    1.5,
  );
  say('Installing TensorFlow; this downloads 210 MB and takes 1 GB.');
  installPackages();
  extractLibraries();
  const binding = compileBinding();
  for (const name of ['tfjs-node', 'tfjs-node-gpu']) placeBinding(join(PACKAGES, name), binding);
  writeFileSync(STAMP, readFileSync(SELF));
}

function installPackages() {
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
  const names = [
    `@tensorflow/tfjs-node@${TFJS}`,
    `@tensorflow/tfjs-node-gpu@${TFJS}`,
    `node-api-headers@${NODE_API_HEADERS}`,
  ];
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...names], { cwd: FOLDER });
  // Without it tfjs finds the workspace's tfjs-core, as it does in a project that has both.
  rmSync(join(PACKAGES, 'tfjs-core'), { recursive: true });
}

function extractLibraries() {
  const wheels = join(FOLDER, 'wheels');
  const target = ['--only-binary=:all:', '--python-version=3.11', '--platform=manylinux2014_x86_64'];
  run(PYTHON, [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--no-deps',
    ...target,
    `--dest=${wheels}`,
    `tensorflow-cpu==${TENSORFLOW}`,
  ]);
  const [wheel] = readdirSync(wheels);
  const extract = [
    'import sys, zipfile',
    'wheel = zipfile.ZipFile(sys.argv[1])',
    "wanted = ('tensorflow/libtensorflow', 'tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/', 'tensorflow/include/tsl/')",
    'wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])',
  ];
  run(PYTHON, ['-c', extract.join('\n'), join(wheels, wheel), FOLDER]);
  rmSync(wheels, { recursive: true });
}

function compileBinding() {
  const source = join(PACKAGES, 'tfjs-node');
  const binding = join(FOLDER, 'tfjs_binding.node');
  const includes = [
    join(LIBRARIES, 'include'),
    join(FOLDER, 'node_modules', 'node-api-headers', 'include'),
    source,
  ];
  run('g++', [
    ...['-O2', '-shared', '-fPIC', '-std=c++17', '-w', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
    ...includes.map((folder) => `-I${folder}`),
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(source, 'binding', file)),
    ...['-o', binding, `-L${LIBRARIES}`, ...SHARED_OBJECTS.map((name) => `-l:${name}`)],
    // As the package's own build does.
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ]);
  return binding;
}

/** Where the package's install script leaves them. */
function placeBinding(root, binding) {
  const [lib, deps] = [join(root, 'lib', 'napi-v8'), join(root, 'deps', 'lib')];
  for (const folder of [lib, deps]) mkdirSync(folder, { recursive: true });
  copyFileSync(binding, join(lib, 'tfjs_binding.node'));
  for (const name of SHARED_OBJECTS) symlinkSync(join(LIBRARIES, name), join(deps, name));
}
