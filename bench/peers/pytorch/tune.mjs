// Finds what makes PyTorch fastest on a config: each variant in a process of its own, in turns, medians. Prints a table; tuning.json is
// edited by hand. `node bench/peers/pytorch/tune.mjs --config S,M --busy --rounds 5`, or `--decode`.
import { parseArgs } from 'node:util';
import { makeBatch } from '../../batches.mjs';
import { ADAMW, CONFIGS } from '../../configs.mjs';
import { keepCoreBusy } from '../../keep-core-busy.mjs';
import { median } from '../../median.mjs';
import { startPyTorch, tuningOf } from './start.mjs';

const TRAINING = {
  'as in tuning.json': {},
  'mask apart': { attention: 'masked' },
  'mask in the product': { attention: 'added' },
  'attention in halves': { attention: 'halves' },
  'AdamW foreach': { foreach: true },
  'gradients kept': { setToNone: false },
  'denormals kept': { flushDenormal: false },
  'one thread': { threads: 1, environment: { OMP_NUM_THREADS: '1' } },
  'threads sleep': { environment: { OMP_WAIT_POLICY: 'passive' } },
  'threads spin': { environment: { OMP_WAIT_POLICY: 'active' } },
};

const DECODING = {
  'as in tuning.json': {},
  'matrix times vector': { rows: 'vector' },
  'one thread': { threads: 1, environment: { OMP_NUM_THREADS: '1' } },
  'threads sleep': { environment: { OMP_WAIT_POLICY: 'passive' } },
  'threads spin': { environment: { OMP_WAIT_POLICY: 'active' } },
};

const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'S,M,L' },
    rounds: { type: 'string', default: '5' },
    busy: { type: 'boolean', default: false },
    decode: { type: 'boolean', default: false },
  },
});

const busy = values.busy ? keepCoreBusy() : undefined;
try {
  for (const config of values.config.split(',')) console.table(await tryVariants(config));
} finally {
  busy?.stop();
}

/** Milliseconds of a step, or of a token, for each variant. One process at a time: idle ones may spin. */
async function tryVariants(config) {
  const sizes = CONFIGS[config];
  const times = {};
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, change] of Object.entries(values.decode ? DECODING : TRAINING)) {
      const tuning = { ...tuningOf(benchName(), config), ...change };
      const { side } = await startPyTorch({ sizes, adamw: ADAMW, weights: null, tuning });
      try {
        times[name] = [
          ...(times[name] ?? []),
          await (values.decode ? decode(side, sizes) : train(side, sizes)),
        ];
      } finally {
        await side.stop();
      }
    }
  }
  const rows = Object.entries(times).map(([name, each]) => [
    name,
    { config, median: Number(median(each).toFixed(2)), least: Number(Math.min(...each).toFixed(2)) },
  ]);
  return Object.fromEntries(rows.sort((a, b) => a[1].median - b[1].median));
}

function benchName() {
  if (values.decode) return 'decode';
  return values.busy ? 'train-step-busy' : 'train-step';
}

/** Least of three turns, after one to warm up. */
async function train(side, sizes) {
  const count = Math.max(1, Math.round(3e5 / (sizes.layers * sizes.width ** 2)));
  const batches = Array.from({ length: count }, (_, k) => makeBatch(sizes, k));
  const turns = [];
  for (let turn = 0; turn < 4; turn++) turns.push(await side.ask({ do: 'train', batches }));
  return Math.min(...turns.slice(1).map(({ milliseconds }) => milliseconds / count));
}

async function decode(side, { context }) {
  const prompt = [5, 17, 3, 42];
  await side.ask({ do: 'decode', prompt, tokens: 8 });
  const { milliseconds } = await side.ask({ do: 'decode', prompt, tokens: context - prompt.length });
  return median(milliseconds.slice(1));
}
