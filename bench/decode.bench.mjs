// Greedy decoding of one sequence through the runtime's `generateTokens`, against PyTorch with a preallocated key/value cache: with
// linear layers as everybody writes them (`pytorch`), and with products of matrix and vector written by hand (`pytorch-mv`).
import { summary } from './alternate.mjs';
import { ADAMW, CONFIGS, chooseConfigs } from './configs.mjs';
import { startPyTorch, tuningOf } from './peers/pytorch/start.mjs';
import { startOurs } from './sides/ours-side.mjs';
import { withWeights } from './sides/weights-file.mjs';

const PROMPT = [5, 17, 3, 42, 8, 0, 29, 11];
/** The first pass takes the prompt, and the second is the first of its shape: the rate is that of the others. */
const STARTING = 2;
/** Wide enough that untrained blocks change the residual stream, so that the ids depend on everything. */
const INIT_STD = 0.2;

export default async function bench(options) {
  const rows = [];
  for (const config of chooseConfigs(['M', 'L'], options.configs))
    rows.push(...(await race(config, options)));
  return rows;
}

async function race(config, { engine, engineOptions, rounds, seconds, log }) {
  const settings = { sizes: CONFIGS[config], adamw: ADAMW, initStd: INIT_STD };
  const tokens = settings.sizes.context - PROMPT.length;
  return withWeights(
    { ...settings, engine: 'std/tfjs', engineOptions: { device: 'cpu' } },
    async (weights) => {
      const opened = {};
      try {
        opened.ours = await startOurs({ ...settings, engine, engineOptions });
        for (const [name, linear] of [
          ['pytorch', 'linear'],
          ['pytorch-mv', 'vector'],
        ]) {
          const tuning = { ...tuningOf('decode', config), rows: linear };
          opened[name] = await startPyTorch({ ...settings, weights, tuning });
        }
        const [ours, ...peers] = await takeTurns(opened, tokens, { rounds, seconds });
        for (const { name, rate, start } of [ours, ...peers]) {
          log(
            `${config}, ${name}: ${rate.median.toFixed(1)} tokens/s, first two tokens in ${start.median.toFixed(0)} ms`,
          );
        }
        return peers.flatMap(({ name: peerName, rate, start }) => [
          {
            config,
            metric: 'tokens/s',
            better: 'higher',
            ours: ours.rate.median,
            peerName,
            peer: rate.median,
          },
          {
            config,
            metric: 'ms, first two tokens',
            better: 'lower',
            ours: ours.start.median,
            peerName,
            peer: start.median,
          },
        ]);
      } finally {
        for (const { side } of Object.values(opened)) await side.stop();
      }
    },
  );
}

async function takeTurns(opened, tokens, { rounds, seconds }) {
  const sides = Object.entries(opened).map(([name, { side }]) => ({ name, side, rates: [], starts: [] }));
  const begin = performance.now();
  for (let round = 0; round <= rounds; round++) {
    if (round > 3 && performance.now() - begin > seconds * 1000) break;
    let expected;
    for (const { name, side, rates, starts } of sides) {
      const { ids, milliseconds } = await side.ask({ do: 'decode', prompt: PROMPT, tokens });
      expected ??= ids;
      requireSameIds(name, ids, expected);
      if (round === 0) continue; // warm-up
      const sum = (values) => values.reduce((total, value) => total + value, 0);
      starts.push(sum(milliseconds.slice(0, STARTING)));
      rates.push((1000 * (tokens - STARTING)) / sum(milliseconds.slice(STARTING)));
    }
  }
  return sides.map(({ name, rates, starts }) => ({ name, rate: summary(rates), start: summary(starts) }));
}

/** A rounding may tip the scales once in a long text, but not at its beginning. */
function requireSameIds(name, ids, expected) {
  const same = ids.findIndex((id, i) => id !== expected[i]);
  if (ids.length !== expected.length || (same !== -1 && same < 16)) {
    throw new RangeError(`${name} decodes other ids than ours, from token ${same + 1} on`);
  }
}
