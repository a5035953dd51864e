// The table of a benchmark result in Markdown, and where it goes in a page.
import { table } from './docs/markdown.mjs';

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

/** Table of all rows, with the machine and the versions they were measured with. */
export function benchTable({ date, machine, versions, rows }) {
  const number = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  const lines = rows.map(({ bench, config, metric, ours, peerName, peer, ratio }) => [
    bench,
    config,
    metric,
    number(ours),
    `${number(peer)} (${peerName})`,
    `${ratio.toFixed(2)}x`,
  ]);
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version.replace(/^v/, '')}`);
  const hardware = `${machine.cores} x ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.platform}`;
  return [
    `Measured ${date} on ${hardware}; ${software.join(', ')}. A ratio above 1 means ours is better.`,
    '',
    table(['bench', 'config', 'metric', 'ours', 'peer', 'ratio'], lines),
  ].join('\n');
}

/** The page with the text between the two markers replaced; the markers must be there. */
export function replaceBetweenMarkers(page, text) {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new TypeError(`the page lacks ${START} or ${END}`);
  return `${page.slice(0, start + START.length)}\n${text}\n${page.slice(end)}`;
}
