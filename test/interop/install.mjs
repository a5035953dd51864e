// Installs the Python peers of test/interop into a virtual environment below node_modules/.cache, unless they are there.
// The last line printed is the path of the interpreter. CODEX_ML_INTEROP_PYTHON names one that has the peers already.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInstaller, missingPython, PYTHON, say } from './install-steps.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const FOLDER = join(HERE, '..', '..', 'node_modules', '.cache', 'codex-ml-interop');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const STAMP = join(FOLDER, 'requirements.txt');
const interpreter =
  process.platform === 'win32'
    ? join(FOLDER, 'venv', 'Scripts', 'python.exe')
    : join(FOLDER, 'venv', 'bin', 'python');

const given = process.env.CODEX_ML_INTEROP_PYTHON;
if (given !== undefined) checkGiven();
else if (!isInstalled()) install();
process.stdout.write(`${given ?? interpreter}\n`);

function isInstalled() {
  if (!existsSync(interpreter) || !existsSync(STAMP)) return false;
  return readFileSync(STAMP, 'utf8') === readFileSync(REQUIREMENTS, 'utf8');
}

function install() {
  const installer = createInstaller('The Python peers', FOLDER);
  installer.begin([missingPython(['venv', 'ensurepip'])], 7);
  say('Installing the Python peers; PyTorch is large, this takes minutes and 6 GB.');
  installer.run(PYTHON, ['-m', 'venv', join(FOLDER, 'venv')]);
  installer.run(interpreter, [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-cache-dir',
    '--requirement',
    REQUIREMENTS,
  ]);
  writeFileSync(STAMP, readFileSync(REQUIREMENTS));
}

/** An interpreter that was named must have every peer; other versions than the pinned ones are told, since answers may differ. */
function checkGiven() {
  const source = [
    'import sys',
    'from importlib.metadata import PackageNotFoundError, version',
    'for name in sys.argv[1:]:',
    '    try: print(name, version(name))',
    '    except PackageNotFoundError: print(name)',
  ];
  const pinned = new Map(
    [...readFileSync(REQUIREMENTS, 'utf8').matchAll(/^(\S+)==(\S+)$/gm)].map(([, name, version]) => [
      name,
      version,
    ]),
  );
  const { status, stdout } = spawnSync(given, ['-c', source.join('\n'), ...pinned.keys()], {
    encoding: 'utf8',
  });
  if (status !== 0) stop('is no Python that runs');
  const found = stdout
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(' '));
  const absent = found.filter(([, version]) => version === undefined).map(([name]) => name);
  if (absent.length > 0)
    stop(`has no ${absent.join(', ')}; test/interop/requirements.txt lists what it needs`);
  for (const [name, version] of found) {
    // Builds have names behind a plus.
    if (version.split('+')[0] === pinned.get(name)) continue;
    say(`CODEX_ML_INTEROP_PYTHON has ${name} ${version}; answers were written with ${pinned.get(name)}.`);
  }
}

function stop(reason) {
  say(`CODEX_ML_INTEROP_PYTHON is ${given}, which ${reason}.`);
  process.exit(1);
}
