// What the command line costs before it does anything: `codex-ml --help` against a bare Node, interleaved.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/node-binary.mjs';

const RUNS = 11;

export default async function bench({ configs, log }) {
  if (configs.length > 0) return [];
  const module = join(ROOT, 'test', 'dist', 'startup', 'measure-startup.js');
  const { describeStartup, measureStartup } = await import(pathToFileURL(module).href);
  const times = measureStartup(RUNS);
  log(describeStartup(times));
  return [
    {
      config: '--help',
      metric: 'ms',
      better: 'lower',
      ours: times.help,
      peerName: 'node -e 0',
      peer: times.bare,
    },
  ];
}
