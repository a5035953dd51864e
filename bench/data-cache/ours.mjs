// Our side: what a run does from opening its data to its first batch, or reading all batches of an epoch in order.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/node-binary.mjs';

const [folder, taskText] = process.argv.slice(2);
const task = JSON.parse(taskText);
const load = (path) => import(pathToFileURL(join(ROOT, 'core/runtime/dist', path)).href);
const [{ planRun }, { openSession }, data, { createJournal }, batching] = await Promise.all([
  load('index.js'),
  load('run/open-session.js'),
  load('run/load-data.js'),
  load('run/run-journal.js'),
  load('data/index.js'),
]);
const plan = await planRun({ cwd: folder, hostRoot: join(ROOT, 'cli'), env: {}, warn: () => undefined });
const journal = createJournal(
  { recordEvent: () => ({}), recordError: (error) => console.error(error) },
  () => undefined,
);
const { signal } = new AbortController();
const session = await openSession(plan, { artifactsFolder: join(folder, 'artifacts'), signal, journal });

const start = performance.now();
const source = await data.openData(session, journal, { keep: true, signal });
const tokenizer = await data.trainDataTokenizer(source);
const split = await data.encodeData(source, 'train', tokenizer, signal);
const { context, shuffle = 'none', first = 0 } = task;
const rows = task.do === 'read' ? 64 : 12;
const batches = batching.createPlannedBatches(
  {
    context,
    batch: rows,
    seed: 1,
    stream: 'data',
    packing: batching.planPacking('train', 'stream', split, context),
    shift: shuffle !== 'none',
    order: { shuffle, window: 10_000, shard: { index: 0, total: 1 } },
  },
  split,
);
if (task.do === 'open') {
  batches.at(Math.floor(first / rows));
  console.log(JSON.stringify({ milliseconds: performance.now() - start }));
} else {
  let [sum, tokens] = [0, 0];
  // Whole batches only: the last one goes on with the next epoch.
  const count = Math.floor(batches.blocksPerEpoch / rows);
  const begin = performance.now();
  for (let k = 0; k < count; k++) {
    const { inputs } = batches.at(k);
    for (let i = 0; i < inputs.length; i += 64) sum += inputs[i];
    tokens += inputs.length;
  }
  console.log(JSON.stringify({ milliseconds: performance.now() - begin, tokens, sum }));
}
await session.container.close();
await plan.kernel.close();
