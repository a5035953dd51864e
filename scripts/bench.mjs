// Runs bench/*.bench.mjs, each in a process of its own, and keeps the result as bench/results/<date>.json and as the table
// in bench/README.md. Every row compares with a peer measured in the same run. `--list` lists; names choose some.
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { benchTable, replaceBetweenMarkers } from './bench-table.mjs';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment, ROOT } from './node-binary.mjs';
import { listFiles, readJson } from './workspace.mjs';

const FOLDER = join(ROOT, 'bench');
const SUFFIX = '.bench.mjs';

const available = listFiles(FOLDER, (name) => name.endsWith(SUFFIX)).map((file) =>
  file.slice(0, -SUFFIX.length),
);
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = wanted.filter((name) => !available.includes(name));
if (unknown.length > 0 || available.length === 0) {
  const known = available.length === 0 ? 'there are none' : `there are ${available.join(', ')}`;
  console.error(`No such benchmark: ${unknown.join(', ') || 'any'}; ${known}.`);
  process.exit(2);
}
if (process.argv.includes('--list')) {
  console.log(available.join('\n'));
} else {
  await runBenches(wanted.length > 0 ? wanted : available);
}

async function runBenches(names) {
  const node = await ensureReady();
  const before = loadavg();
  const rows = [];
  for (const name of names) rows.push(...(await runOne(node, name)));
  const date = new Date().toISOString().slice(0, 10);
  const path = join(FOLDER, 'results', `${date}.json`);
  const others = existsSync(path) ? readJson(path).rows.filter((row) => !names.includes(row.bench)) : [];
  const result = {
    date,
    machine: describeMachine(),
    versions: versions(),
    load: { before, after: loadavg() },
    rows: [...others, ...rows],
  };
  mkdirSync(join(FOLDER, 'results'), { recursive: true });
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  const readme = join(FOLDER, 'README.md');
  writeFileSync(readme, replaceBetweenMarkers(readFileSync(readme, 'utf8'), benchTable(result)));
  console.log(`bench/results/${date}.json`);
}

/** A bench module default-exports `async ({ log }) => rows`; it runs in a fresh process and sends its rows back. */
function runOne(node, name) {
  return new Promise((resolve, reject) => {
    let rows;
    const child = fork(join(ROOT, 'scripts', 'bench-one.mjs'), [join(FOLDER, name + SUFFIX)], {
      execPath: node,
      env: childEnvironment(node),
    });
    child.on('message', (message) => {
      rows = message.rows;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && rows !== undefined)
        resolve(rows.map((row) => ({ bench: name, ...row, ratio: ratioOf(row) })));
      else reject(new Error(`bench ${name} ended with code ${code}`));
    });
  });
}

/** How many times better ours is: above 1 we win, whichever direction the metric has. */
function ratioOf({ ours, peer, better }) {
  return better === 'lower' ? peer / ours : ours / peer;
}

function describeMachine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
  };
}

function versions() {
  const { version } = readJson(join(ROOT, 'lerna.json'));
  const { version: tfjs } = readJson(join(ROOT, 'node_modules', '@tensorflow', 'tfjs-core', 'package.json'));
  return { 'codex-ml': version, node: process.version, tfjs };
}
