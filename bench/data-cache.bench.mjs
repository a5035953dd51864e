// The data cache on 100 million tokens: from opening a session's data to the first batch, reading batches in order, and the first batch
// of a run that goes on from sample 10 million. The peers read the same ids: a file read as a whole into an Int32Array, and Hugging
// Face's `datasets`, which maps Arrow files. Each measurement is a process of its own, with the cache of pages warm.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findDatasetsPython } from './data-cache/find-python.mjs';
import { median } from './median.mjs';

const TOKENS = 100_000_000;
const CONTEXT = 256;
/** So short that there are more than 10 million samples. */
const SHORT_CONTEXT = 8;
const RESUME_AT = 10_000_000;
const ROUNDS = 5;
const [WARM_LIMIT, READ_LIMIT, RESUME_LIMIT] = [100, 50e6, 1000];
const scriptOf = (name) => fileURLToPath(new URL(`./data-cache/${name}`, import.meta.url));

export default async function bench({ configs, rounds = ROUNDS, log }) {
  if (configs.length > 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'codex-ml-bench-cache-'));
  try {
    await writeText(join(folder, 'text.txt'), TOKENS);
    await writeFile(
      join(folder, 'codex-ml.config.yaml'),
      'tokenizer: { use: byte }\ndataset: { use: text, path: text.txt, split: { validation: 0 } }\n',
    );
    const ours = (task) => ask(process.execPath, [scriptOf('ours.mjs'), folder, JSON.stringify(task)]);
    // What is remembered of a file that was just written is not believed.
    await sleep(2500);
    const made = ours({ do: 'open', context: CONTEXT, shuffle: 'full' });
    log(`encoded and written in ${(made.milliseconds / 1000).toFixed(1)} s`);
    const [key] = await readdir(join(folder, '.codex-ml/cache/tokens'));
    const tokens = join(folder, '.codex-ml/cache/tokens', key, 'tokens.bin');
    const plain = (task) => ask(process.execPath, [scriptOf('read-file.mjs'), tokens, JSON.stringify(task)]);
    const python = findDatasetsPython();
    if (python === undefined) log('`datasets` is not installed: `node bench/data-cache/install.mjs`');
    const arrow = join(folder, 'arrow');
    const datasets = (task) =>
      ask(python, [scriptOf('datasets_side.py'), tokens, arrow, JSON.stringify(task)]);

    const measure = (config, metric, task, limit, better, value) => {
      const sides = [
        ['ours', ours],
        ['readFile', plain],
        ...(python === undefined ? [] : [['datasets', datasets]]),
      ];
      const results = new Map(sides.map(([name]) => [name, []]));
      let answer;
      for (let round = 0; round < rounds; round++) {
        for (const [name, run] of sides) {
          const measured = run(task);
          // A wrong answer has no speed.
          if (task.compare) {
            answer ??= measured.sum;
            if (measured.sum !== answer) throw new RangeError(`${name} read ${measured.sum}, not ${answer}`);
          }
          results.get(name).push(value(measured));
        }
      }
      const row = { config, metric, better, ours: median(results.get('ours')) };
      const rows = [{ ...row, peerName: 'limit', peer: limit }];
      for (const [name] of sides.slice(1)) {
        rows.push({ ...row, peerName: name, peer: median(results.get(name)) });
      }
      for (const { ours: own, peerName, peer } of rows) {
        log(`${config}, ${metric}: ${own.toFixed(1)}, ${peerName} ${peer.toFixed(1)}`);
      }
      return rows;
    };
    const milliseconds = ({ milliseconds: taken }) => taken;
    const open = { do: 'open', context: CONTEXT };
    const resume = { do: 'open', context: SHORT_CONTEXT, first: RESUME_AT };
    return [
      ...measure(
        '100 M tokens',
        'ms, warm start',
        { ...open, shuffle: 'full' },
        WARM_LIMIT,
        'lower',
        milliseconds,
      ),
      ...measure(
        '100 M tokens',
        'tokens/s, reading batches',
        { do: 'read', context: CONTEXT, compare: true },
        READ_LIMIT,
        'higher',
        ({ tokens: read, milliseconds: taken }) => (read / taken) * 1000,
      ),
      ...measure(
        'sample 10 M',
        'ms, resume, full',
        { ...resume, shuffle: 'full' },
        RESUME_LIMIT,
        'lower',
        milliseconds,
      ),
      ...measure(
        'sample 10 M',
        'ms, resume, window',
        { ...resume, shuffle: 'window' },
        RESUME_LIMIT,
        'lower',
        milliseconds,
      ),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last line that a process prints. */
function ask(command, parameters) {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new RangeError(`${command} failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Words of letters that come of a counter: the content does not matter, but it must not be one letter. */
async function writeText(path, bytes) {
  if (existsSync(path)) return;
  const stream = createWriteStream(path);
  const piece = Buffer.alloc(1 << 20);
  let state = 1;
  for (let written = 0; written < bytes; ) {
    const length = Math.min(piece.length, bytes - written);
    for (let i = 0; i < length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      piece[i] = state >>> 28 === 0 ? (state & 0x100_0000 ? 32 : 10) : 97 + ((state >>> 20) % 26);
    }
    written += length;
    if (!stream.write(Buffer.from(piece.subarray(0, length)))) {
      await new Promise((resolve) => stream.once('drain', resolve));
    }
  }
  await new Promise((resolve) => stream.end(resolve));
}
