// The table of benchmark results in Markdown, in README.md and bench/README.md. Run as a program it writes both from the newest
// results file; with --check it fails where one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { table } from './docs/markdown.mjs';
import { ROOT } from './node-binary.mjs';
import { listFiles, readJson } from './workspace.mjs';

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';
const PAGES = ['README.md', 'bench/README.md'];
const RESULTS = join(ROOT, 'bench', 'results');

/** Table of all rows, with the machine, the versions and the load they were measured with. */
export function benchTable({ date, machine, versions, load, configs, rows }) {
  const lines = rows.map(({ bench, config, metric, ours, peerName, peer, ratio }) => [
    bench,
    config,
    metric,
    showNumber(ours),
    `${showNumber(peer)} (${peerName})`,
    ratio === null ? '-' : `${ratio.toFixed(2)}x`,
  ]);
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version.replace(/^v/, '')}`);
  const hardware = `${machine.cores} x ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.platform}`;
  const used = [...new Set(rows.map(({ config }) => config))].filter((name) => configs[name] !== undefined);
  const loads = Object.values(load).map(({ before }) => before[0]);
  return [
    `Measured ${date} on ${hardware}; ${software.join(', ')}. A ratio above 1 means ours is better.`,
    `Load before a benchmark: ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}.`,
    '',
    table(['bench', 'config', 'metric', 'ours', 'peer', 'ratio'], lines),
    '',
    ...used.map((name) => `- ${name}: ${configs[name]}`),
  ].join('\n');
}

function showNumber(value) {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The page with the text between the two markers replaced; the markers must be there. */
export function replaceBetweenMarkers(page, text) {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new TypeError(`the page lacks ${START} or ${END}`);
  return `${page.slice(0, start + START.length)}\n${text}\n${page.slice(end)}`;
}

/** The results of the latest date. */
export function newestResults() {
  const name = listFiles(RESULTS, (file) => /^\d{4}-\d\d-\d\d\.json$/.test(file)).at(-1);
  if (name === undefined) throw new RangeError('there are no results: `npm run bench` makes them');
  return readJson(join(RESULTS, name));
}

/** Each page that shows the table: its path from the root, its text, and the text it should have. */
export function tablePages(result = newestResults()) {
  return PAGES.map((path) => {
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, text, wanted: replaceBetweenMarkers(text, benchTable(result)) };
  });
}

/** Bring the pages up to date. */
export function writeTables() {
  for (const { path, text, wanted } of tablePages()) {
    if (text !== wanted) writeFileSync(join(ROOT, path), wanted);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv.includes('--check')) {
    const stale = tablePages().filter(({ text, wanted }) => text !== wanted);
    for (const { path } of stale) console.error(`${path} is stale: run \`node scripts/bench-table.mjs\``);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    writeTables();
  }
}
