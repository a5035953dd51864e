// Races our training step against one peer on one config, and looks at the memory of both.
import { alternateTraining } from '../alternate.mjs';
import { ADAMW, CONFIGS } from '../configs.mjs';
import { startPyTorch, tuningOf } from '../peers/pytorch/start.mjs';
import { startTfjsWasm } from '../peers/tfjs-wasm/start.mjs';
import { startOurs } from '../sides/ours-side.mjs';
import { withWeights } from '../sides/weights-file.mjs';

const pyTorchFor = (bench) => (config, settings) =>
  startPyTorch({ ...settings, tuning: tuningOf(bench, config) });

/** `pytorch-shared` is the same with what helps it most where it does not have all cores for itself. */
const PEERS = {
  pytorch: pyTorchFor('train-step'),
  'pytorch-shared': pyTorchFor('train-step-busy'),
  'tfjs-wasm': (_config, settings) => startTfjsWasm(settings),
};

/**
 * @param options `engine`, `engineOptions`, `rounds`, `seconds`, `log`
 * @returns rows of tokens per second and of peak memory
 */
export async function race(config, peerName, { engine, engineOptions, rounds, seconds, log }) {
  const sizes = CONFIGS[config];
  const settings = { sizes, adamw: ADAMW };
  return withWeights(
    { ...settings, engine: 'std/tfjs', engineOptions: { device: 'cpu' } },
    async (weights) => {
      const opened = [];
      try {
        opened.push(await startOurs({ ...settings, engine, engineOptions }));
        opened.push(await PEERS[peerName](config, { ...settings, weights }));
        const [ours, peer] = opened;
        if (ours.about.parameters !== peer.about.parameters) {
          throw new RangeError(`${ours.about.parameters} parameters against ${peer.about.parameters}`);
        }
        const sides = opened.map(({ side }) => side);
        const times = await alternateTraining(sides, sizes, { rounds, seconds });
        for (const [i, { median, least, most }] of times.entries()) {
          const range = `${least.toFixed(1)} to ${most.toFixed(1)}`;
          log(
            `${config}, ${[engine, peerName][i]}: ${median.toFixed(1)} ms a step, ${range} in ${times[i].rounds} turns`,
          );
        }
        const memory = [];
        for (const side of sides) memory.push(await side.ask({ do: 'memory' }));
        const row = (metric, better, [mine, its]) => ({
          config,
          metric,
          better,
          ours: mine,
          peerName,
          peer: its,
        });
        const tokens = sizes.batch * sizes.context;
        return [
          row(
            'tokens/s',
            'higher',
            times.map(({ median }) => (tokens * 1000) / median),
          ),
          row(
            'peak RSS MB',
            'lower',
            memory.map(({ peak }) => peak / 1e6),
          ),
        ];
      } finally {
        for (const { side } of opened) await side.stop();
      }
    },
  );
}
