// What installed plugins cost before anything runs: `codex-ml plugins list` with 50 packages against none, interleaved. Fails where
// they add 100 ms or more.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/node-binary.mjs';

const RUNS = 11;
const MAX_ADDED_MILLISECONDS = 100;

export default async function bench({ configs, log }) {
  if (configs.length > 0) return [];
  const module = join(ROOT, 'test', 'dist', 'startup', 'measure-plugin-start.js');
  const { CROWD_SIZE, measurePluginStart } = await import(pathToFileURL(module).href);
  const { none, many } = measurePluginStart(RUNS);
  const added = many - none;
  log(`${CROWD_SIZE} plugins add ${added.toFixed(0)} ms to ${none.toFixed(0)} ms (medians of ${RUNS} runs)`);
  if (added >= MAX_ADDED_MILLISECONDS)
    throw new RangeError(`${CROWD_SIZE} plugins add ${added.toFixed(0)} ms`);
  return [
    {
      config: `plugins list, ${CROWD_SIZE} plugins`,
      metric: 'ms',
      better: 'lower',
      ours: many,
      peerName: 'no plugins',
      peer: none,
    },
  ];
}
