// Installs the Python peers of test/interop into a virtual environment below node_modules/.cache, unless they are there.
// The last line printed is the path of the interpreter. CODEX_ML_INTEROP_PYTHON names one that has the peers already.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const FOLDER = join(HERE, '..', '..', 'node_modules', '.cache', 'codex-ml-interop');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const STAMP = join(FOLDER, 'requirements.txt');
const interpreter =
  process.platform === 'win32'
    ? join(FOLDER, 'venv', 'Scripts', 'python.exe')
    : join(FOLDER, 'venv', 'bin', 'python');

const given = process.env.CODEX_ML_INTEROP_PYTHON;
if (given === undefined && !isInstalled()) install();
process.stdout.write(`${given ?? interpreter}\n`);

function isInstalled() {
  if (!existsSync(interpreter) || !existsSync(STAMP)) return false;
  return readFileSync(STAMP, 'utf8') === readFileSync(REQUIREMENTS, 'utf8');
}

function install() {
  say('Installing the Python peers; PyTorch is large, this takes minutes and 6 GB.');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', join(FOLDER, 'venv')]);
  run(interpreter, ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', '--requirement', REQUIREMENTS]);
  writeFileSync(STAMP, readFileSync(REQUIREMENTS));
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) return;
  const reason = error?.code === 'ENOENT' ? 'is not installed' : `ended with ${status}`;
  say(`The peers could not be installed: \`${command} ${args.slice(0, 3).join(' ')}\` ${reason}.`);
  say('They need Python 3.11 or newer with venv and pip.');
  process.exit(1);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
