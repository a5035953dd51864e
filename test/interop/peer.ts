// Asks the Python peers: JSON in, JSON out, one process a question.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../architecture/repository.js';

const FOLDER = join(ROOT, 'test', 'interop');
let interpreter: string | undefined;
let isMissing = false;

/** Install what is missing. Call it in `before`, with minutes of time. Where it failed once, it fails at once from then on. */
export function installPeers(): void {
  if (interpreter !== undefined) return;
  if (!isMissing) interpreter = runInstallScript('install.mjs');
  isMissing = interpreter === undefined;
  if (isMissing) throw new Error('the Python peers could not be installed; install.mjs said above why');
}

/** Run test/interop/<script>, whose last line is what it installed. What it says goes to stderr. Nothing where it failed. */
export function runInstallScript(script: string): string | undefined {
  const { status, stdout } = spawnSync(process.execPath, [join(FOLDER, script)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? stdout.trim().split('\n').at(-1) : undefined;
}

/** The Python that has the peers. */
export function peerInterpreter(): string {
  if (interpreter === undefined) throw new Error('call installPeers first');
  return interpreter;
}

/** Run test/interop/peers/<script>.py on a request. */
export function askPeer<Answer>(script: string, request: unknown): Answer {
  const { status, stdout, stderr } = spawnSync(peerInterpreter(), [join(FOLDER, 'peers', `${script}.py`)], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    // no peer may go online, and text is UTF-8 whatever the locale
    env: { ...process.env, PYTHONUTF8: '1', HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' },
  });
  if (status !== 0) throw new Error(`${script}.py ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as Answer;
}
