// Prints where the time of a config's training step goes, operator by operator, or that of decoding a token, as the engine's own profile
// has it. `codex-ml train --profile` does the same for a whole run. The profile itself slows the steps down a little.
import { parseArgs } from 'node:util';
import { makeBatch } from '../batches.mjs';
import { ADAMW, CONFIGS } from '../configs.mjs';
import { startOurs } from '../sides/ours-side.mjs';

const { values } = parseArgs({
  options: {
    config: { type: 'string', default: 'M' },
    engine: { type: 'string', default: 'std/onnx' },
    steps: { type: 'string', default: '8' },
    decode: { type: 'boolean', default: false },
  },
});
const sizes = CONFIGS[values.config];
const steps = Number(values.steps);

const { side } = await startOurs({ sizes, adamw: ADAMW, engine: values.engine });
try {
  const batches = Array.from({ length: steps }, (_, k) => makeBatch(sizes, k));
  const request = values.decode
    ? { do: 'decode', prompt: [1], tokens: steps }
    : { do: 'train', batches: batches };
  const { milliseconds, events } = await side.ask({ do: 'profile', request });
  console.log(
    `${values.config}: ${(milliseconds / steps).toFixed(2)} ms a ${values.decode ? 'token' : 'step'}`,
  );
  console.table(operatorTable(events, milliseconds));
} finally {
  await side.stop();
}

/** The slowest first; what no operator accounts for last. */
function operatorTable(events, total) {
  const groups = Map.groupBy(
    events.filter(({ kind }) => kind !== 'run'),
    ({ operator }) => operator,
  );
  const sum = (members, key) => members.reduce((all, each) => all + (each[key] ?? 0), 0);
  const rows = [...groups].map(([operator, members]) => {
    const spent = sum(members, 'duration');
    const flops = sum(members, 'flops');
    return tableRow(operator, spent, members.length, flops);
  });
  const outside = total - sum([...groups.values()].flat(), 'duration');
  rows.sort((a, b) => b['ms each'] - a['ms each']);
  return Object.fromEntries([...rows, tableRow('outside of operators', outside, 0, 0)].map(nameRow));

  function tableRow(operator, spent, calls, flops) {
    return {
      operator,
      'ms each': Number((spent / steps).toPrecision(3)),
      share: `${((100 * spent) / total).toFixed(1)} %`,
      'calls each': calls / steps,
      'GFLOP/s': flops === 0 ? '' : Number((flops / spent / 1e6).toPrecision(3)),
    };
  }
}

function nameRow({ operator, ...row }) {
  return [operator, row];
}
