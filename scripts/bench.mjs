// Runs bench/*.bench.mjs, each in a process of its own, prints a table, keeps the results as bench/results/<date>.json and brings
// the tables of the READMEs up to date. Every row compares with a peer measured in the same run. Names choose benchmarks.
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONFIGS, describeConfig } from '../bench/configs.mjs';
import { describeMachine, describeVersions } from './bench/describe-machine.mjs';
import { mergeRows } from './bench/result-rows.mjs';
import { benchTable, writeTables } from './bench-table.mjs';
import { ensureReady } from './ensure-ready.mjs';
import { childEnvironment, ROOT } from './node-binary.mjs';
import { listFiles, readJson } from './workspace.mjs';

const FOLDER = join(ROOT, 'bench');
const SUFFIX = '.bench.mjs';
const HELP = `npm run bench -- [names] [options]
  --list              what there is
  --config S,M        only these configs
  --engine std/onnx   the engine of our side
  --set threads=1     an option of that engine; may be repeated
  --rounds 9          turns of each side, of which the median counts
  --seconds 90        no new turn after this time, but 3 at least
  --data plays.txt    the text of shakespeare-char
  --peer pytorch      shakespeare-char: train a peer as well
  --steps 2000        shakespeare-char: updates
  --megabytes 100     tokenizer-train: size of its text
  --no-save           print the table only`;

const { values, positionals } = readArguments();
const available = listFiles(FOLDER, (name) => name.endsWith(SUFFIX)).map((file) =>
  file.slice(0, -SUFFIX.length),
);
checkNames('benchmark', positionals, available);
const configs = values.config.flatMap((names) => names.split(','));
checkNames('config', configs, Object.keys(CONFIGS));

if (values.help) console.log(HELP);
else if (values.list) console.log(available.join('\n'));
else await runBenches(positionals.length > 0 ? positionals : available);

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        list: { type: 'boolean' },
        config: { type: 'string', multiple: true, default: [] },
        engine: { type: 'string', default: 'std/onnx' },
        set: { type: 'string', multiple: true, default: [] },
        rounds: { type: 'string', default: '9' },
        seconds: { type: 'string', default: '90' },
        data: { type: 'string' },
        peer: { type: 'string' },
        steps: { type: 'string' },
        megabytes: { type: 'string' },
        'no-save': { type: 'boolean' },
      },
    });
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function checkNames(what, names, known) {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  console.error(`No such ${what}: ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}

async function runBenches(names) {
  const node = await ensureReady();
  const options = {
    configs,
    engine: values.engine,
    engineOptions: Object.fromEntries(values.set.map(readSetting)),
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    data: values.data,
    peer: values.peer,
    steps: values.steps === undefined ? undefined : Number(values.steps),
    megabytes: values.megabytes === undefined ? undefined : Number(values.megabytes),
  };
  const rows = [];
  const load = {};
  const failed = [];
  for (const name of names) {
    console.log(name);
    const before = loadavg();
    const measured = await runOne(node, name, options);
    if (measured === undefined) failed.push(name);
    if (measured === undefined || measured.length === 0) continue;
    rows.push(...measured);
    load[name] = { before, after: loadavg() };
  }
  if (rows.length > 0) report({ rows, load });
  if (failed.length > 0) {
    console.error(`Failed: ${failed.join(', ')}.`);
    process.exitCode = 1;
  }
}

/** `threads=1` as a key and a value; numbers and booleans are what they look like. */
function readSetting(text) {
  const at = text.indexOf('=');
  const [key, value] = [text.slice(0, at), text.slice(at + 1)];
  return [key, /^(true|false|-?\d+(\.\d+)?)$/.test(value) ? JSON.parse(value) : value];
}

/** Print what was measured and, unless told otherwise, keep it. */
function report({ rows, load }) {
  const date = new Date().toISOString().slice(0, 10);
  const path = join(FOLDER, 'results', `${date}.json`);
  const shared = {
    date,
    machine: describeMachine(),
    versions: describeVersions(),
    configs: Object.fromEntries(
      Object.entries(CONFIGS).map(([name, sizes]) => [name, describeConfig(sizes)]),
    ),
  };
  console.log(`\n${benchTable({ ...shared, load, rows })}\n`);
  if (values['no-save']) return;
  const earlier = existsSync(path) ? readJson(path) : undefined;
  // what was measured on another machine or with other versions does not stand beside this
  const same =
    earlier !== undefined &&
    JSON.stringify([earlier.machine, earlier.versions]) === JSON.stringify([shared.machine, shared.versions]);
  const result = {
    ...shared,
    load: same ? { ...earlier.load, ...load } : load,
    rows: mergeRows(same ? earlier.rows : [], rows),
  };
  mkdirSync(join(FOLDER, 'results'), { recursive: true });
  writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  writeTables();
  console.log(`bench/results/${date}.json`);
}

/** The rows of a benchmark, which runs in a fresh process; undefined where it failed and said why. */
function runOne(node, name, options) {
  return new Promise((resolve, reject) => {
    let rows;
    const child = fork(
      join(ROOT, 'scripts', 'bench-one.mjs'),
      [join(FOLDER, name + SUFFIX), JSON.stringify(options)],
      { execPath: node, env: childEnvironment(node) },
    );
    child.on('message', (message) => {
      rows = message.rows;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0 ? rows : undefined));
  });
}
