// Training byte-level BPE on 20 MB of varied text, or as many as `--megabytes` says, against the trainer of the Rust library
// `tokenizers`, each in a process of its own: time and peak memory. Both use all processors.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureOracles } from '../scripts/ensure-installed.mjs';
import { ROOT } from '../scripts/node-binary.mjs';
import { summary } from './alternate.mjs';
import { writeVariedText } from './tokenizer-train/varied-text.mjs';

const FOLDER = join(ROOT, 'bench', 'tokenizer-train');
/** What the binding trains, whatever one asks for. */
const PEER_IDS = 30_000;
const FEW_IDS = 8192;
const TURNS = 3;
const ALPHABET = 256;

export default async function bench({ configs, rounds, seconds, megabytes = 20, log }) {
  if (configs.length > 0) return [];
  await ensureOracles();
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-bench-'));
  try {
    const path = join(folder, 'text.txt');
    const { bytes, files } = writeVariedText(path, megabytes * 1e6);
    log(`${(bytes / 1e6).toFixed(1)} MB of ${files} files`);
    return await race({ path, config: `${megabytes} MB`, rounds, seconds, log });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function race({ path, config, rounds, seconds, log }) {
  const sides = {
    many: () => run('ours.mjs', path, PEER_IDS),
    few: () => run('ours.mjs', path, FEW_IDS),
    peer: () => run('rust.mjs', path),
  };
  const turns = { many: [], few: [], peer: [] };
  const begin = performance.now();
  for (let round = 0; round < Math.min(rounds, TURNS); round++) {
    if (round >= 1 && performance.now() - begin > seconds * 1000) break;
    for (const [name, side] of Object.entries(sides)) turns[name].push(await side());
  }
  const [many, few, peer] = [turns.many[0], turns.few[0], turns.peer[0]];
  log(many.said);
  requireSameMerges(many.merges, peer.merges, log);
  requireSameMerges(few.merges, peer.merges, log);
  const median = (name, what) => summary(turns[name].map((turn) => turn[what])).median;
  const row = (ids, metric, ours, what, peerName) => ({
    config: `${config}, ${ids} ids`,
    metric,
    better: 'lower',
    ours: median(ours, what),
    peerName,
    peer: median('peer', what),
  });
  const cut = `tokenizers, ${PEER_IDS} ids`;
  return [
    row(PEER_IDS, 's', 'many', 'seconds', 'tokenizers'),
    row(PEER_IDS, 'peak RSS MB', 'many', 'megabytes', 'tokenizers'),
    row(FEW_IDS, 's', 'few', 'seconds', cut),
    row(FEW_IDS, 'peak RSS MB', 'few', 'megabytes', cut),
  ];
}

function run(script, ...parameters) {
  return new Promise((resolve, reject) => {
    let answer;
    const child = fork(join(FOLDER, script), parameters.map(String), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && answer !== undefined) resolve(answer);
      else reject(new RangeError(`${script} ended with code ${code}`));
    });
  });
}

/**
 * A wrong answer has no speed. The first merges must be the same, as far as both go: bytes that the text lacks take ids on our side,
 * so that ours ends somewhat earlier.
 */
function requireSameMerges(ours, peers, log) {
  const count = Math.min(ours.length, peers.length);
  const different = Array.from({ length: count }, (_, i) => i).find((i) => ours[i] !== peers[i]);
  if (different !== undefined) {
    throw new RangeError(
      `merge ${different + 1} is ${ours[different]} for us, ${peers[different]} for the peer`,
    );
  }
  if (count < peers.length - ALPHABET && ours.length > FEW_IDS) throw new RangeError(`only ${count} merges`);
  log(`${count} merges, the same as the peer's`);
}
