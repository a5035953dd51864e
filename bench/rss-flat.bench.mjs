// Whether memory stays what it is: the slope of the resident set over 10,000 training steps, after 2,000 to settle. Ours alone,
// beside the limit that we set ourselves.
import { ADAMW, CONFIGS } from './configs.mjs';
import { startOurs } from './sides/ours-side.mjs';

const CONFIG = 'T';
const WARM_UP = 2000;
const STEPS = 10_000;
const STRIDE = 100;
/** MB per 1,000 steps. */
const LIMIT = 1;

export default async function bench({ engine, engineOptions, configs, log }) {
  if (configs.length > 0 && !configs.includes(CONFIG)) return [];
  const sizes = CONFIGS[CONFIG];
  const { side } = await startOurs({ sizes, adamw: ADAMW, engine, engineOptions });
  try {
    const samples = [];
    for (let step = 0; step < WARM_UP + STEPS; step += STRIDE) {
      await side.ask({ do: 'trainOn', from: step, count: STRIDE });
      const { resident } = await side.ask({ do: 'memory' });
      if (step >= WARM_UP) samples.push([step / 1000, resident / 1e6]);
    }
    const [first, last] = [samples[0][1], samples.at(-1)[1]];
    log(`${CONFIG}: ${first.toFixed(1)} MB at first, ${last.toFixed(1)} MB after ${STEPS} more steps`);
    return [
      {
        config: CONFIG,
        metric: 'RSS MB per 1,000 steps',
        better: 'lower',
        ours: slope(samples),
        peerName: 'limit',
        peer: LIMIT,
      },
    ];
  } finally {
    await side.stop();
  }
}

/** Of the line with the least squares. */
function slope(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map((point) => point[0]));
  const y = mean(points.map((point) => point[1]));
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
