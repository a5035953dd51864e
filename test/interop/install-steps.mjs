// What the install scripts share: they name everything that is missing before they begin, run their steps, and end the process
// with a reason. Knows no peer.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync } from 'node:fs';

/** The command by which Python goes. */
export const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

const OLDEST_PYTHON = [3, 11];

/**
 * @param {string} what the thing that is installed, as a sentence begins: `TensorFlow`
 * @param {string} folder emptied before the first step
 */
export function createInstaller(what, folder) {
  /** End the process, with a line for each reason. */
  function fail(...reasons) {
    for (const reason of reasons) say(`${what} could not be installed: ${reason}`);
    process.exit(1);
  }

  /**
   * Empty the folder, unless something is missing: a line for each of `missing` that says so.
   * @param {readonly (string | undefined)[]} missing
   * @param {number} gigabytes what the installation takes
   */
  function begin(missing, gigabytes) {
    const reasons = missing.filter((reason) => reason !== undefined);
    if (reasons.length > 0) fail(...reasons);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = statfsSync(folder);
    const free = (bavail * bsize) / 1e9;
    if (free < gigabytes) fail(`${folder} has ${free.toFixed(1)} GB free, and it takes ${gigabytes} GB.`);
  }

  function run(command, args, options = {}) {
    const { status, signal, error } = spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      ...options,
    });
    if (status === 0) return;
    const reason = error?.code === 'ENOENT' ? 'is not installed' : `ended with ${status ?? signal}`;
    fail(`\`${command} ${args.slice(0, 3).join(' ')}\` ${reason}.`);
  }

  return { begin, run, fail };
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Why a command cannot be used, if so. */
export function missingCommand(command, remedy) {
  const { error } = spawnSync(command, ['--version'], { stdio: 'ignore' });
  return error === undefined ? undefined : `\`${command}\` is not installed. ${remedy}`;
}

/** Why the machine's Python cannot be used, if so: it is absent, too old, or without one of these modules of its own. */
export function missingPython(modules) {
  const source = [
    'import importlib.util, sys',
    'print(*sys.version_info[:2], *(m for m in sys.argv[1:] if importlib.util.find_spec(m) is None))',
  ];
  const { status, stdout } = spawnSync(PYTHON, ['-c', source.join('\n'), ...modules], { encoding: 'utf8' });
  const oldest = OLDEST_PYTHON.join('.');
  if (status !== 0) return `\`${PYTHON}\` is not installed; Python ${oldest} or newer is needed.`;
  const [major, minor, ...absent] = stdout.trim().split(/\s+/);
  if (
    Number(major) < OLDEST_PYTHON[0] ||
    (Number(major) === OLDEST_PYTHON[0] && Number(minor) < OLDEST_PYTHON[1])
  ) {
    return `\`${PYTHON}\` is Python ${major}.${minor}; ${oldest} or newer is needed.`;
  }
  if (absent.length === 0) return undefined;
  return `\`${PYTHON}\` has no ${absent.join(' and no ')} (Debian: python3-venv, python3-pip).`;
}
