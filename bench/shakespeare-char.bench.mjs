// The whole way as a user goes it: `codex-ml train --preset std/shakespeare-char` on a text given by --data, from the start of the
// process to its end. Beside the limits that we set ourselves; with --peer pytorch, also beside a PyTorch script that does the same.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROOT } from '../scripts/node-binary.mjs';
import { findPython } from './peers/pytorch/find-python.mjs';
import { fileInFolder, pyTorchEnvironment, tuningOf } from './peers/pytorch/start.mjs';

const CONFIG = 'S';
const STEPS = 2000;
const LIMITS = { loss: 1.88, seconds: 90 };

export default async function bench({ engine, engineOptions, configs, data, steps = STEPS, peer, log }) {
  if (configs.length > 0 && !configs.includes(CONFIG)) return [];
  if (data === undefined || !existsSync(data)) {
    throw new Error(
      'shakespeare-char needs --data <file>: the plays of Shakespeare as one text of about 1.1 MB',
    );
  }
  const ours = await trainOurs({ engine, engineOptions, data: resolve(data), steps });
  log(`ours: validation loss ${ours.loss.toFixed(3)} after ${steps} steps in ${ours.seconds.toFixed(1)} s`);
  const rows = rowsAgainst('limit', ours, LIMITS);
  if (peer === 'pytorch') {
    const theirs = await trainPyTorch({ data: resolve(data), steps });
    log(`pytorch: validation loss ${theirs.loss.toFixed(3)} in ${theirs.seconds.toFixed(1)} s`);
    rows.push(...rowsAgainst('pytorch', ours, theirs));
  }
  return rows;
}

function rowsAgainst(peerName, ours, peer) {
  const row = (metric, key) => ({
    config: CONFIG,
    metric,
    better: 'lower',
    ours: ours[key],
    peerName,
    peer: peer[key],
  });
  return [row('validation loss', 'loss'), row('seconds, all included', 'seconds')];
}

async function trainOurs({ engine, engineOptions, data, steps }) {
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-bench-'));
  try {
    const settings = {
      'dataset.path': data,
      'run.folder': join(folder, 'runs'),
      'train.steps': steps,
      'engine.use': engine,
      ...Object.fromEntries(Object.entries(engineOptions).map(([key, value]) => [`engine.${key}`, value])),
    };
    const { seconds, text } = await timeProcess(
      process.execPath,
      [
        join(ROOT, 'cli', 'bin', 'codex-ml.js'),
        ...['train', '--json', '--preset', 'std/shakespeare-char'],
        ...Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
      ],
      { cwd: folder, env: process.env },
    );
    return { seconds, loss: JSON.parse(text).validation.loss };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function trainPyTorch({ data, steps }) {
  const tuning = tuningOf('train-step', CONFIG);
  const request = JSON.stringify({ data, steps, tuning });
  const script = [fileInFolder('shakespeare.py'), request];
  const { seconds, text } = await timeProcess(findPython(), script, { env: pyTorchEnvironment(tuning) });
  return { seconds, loss: JSON.parse(text).loss };
}

/** Run to the end. @returns wall seconds and what it wrote to stdout */
function timeProcess(command, args, options) {
  return new Promise((resolvePromise, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) resolvePromise({ seconds, text });
      else reject(new Error(`exit code ${code}: ${text.trim()}`));
    });
  });
}
