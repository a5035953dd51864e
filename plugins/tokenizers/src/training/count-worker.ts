// A thread of a `CountTeam`.
import { parentPort, workerData } from 'node:worker_threads';
import type { CountAnswer, CountRequest, CountTask } from './count-team.js';
import { createWordCutter } from './word-cutter.js';
import { WordTable } from './word-table.js';

const port = parentPort!;
const { normalizer, preTokenizer } = workerData as CountTask;
const cutter = createWordCutter(normalizer, preTokenizer);
const table = new WordTable();
const visit = (units: Uint16Array, start: number, end: number) => table.add(units, start, end, 1);

port.on('message', (request: CountRequest) => {
  if (request !== undefined) {
    for (const text of request) cutter.cut(text, visit);
    port.postMessage(undefined satisfies CountAnswer);
    return;
  }
  const words = table.drain();
  const buffers = [words.units, words.starts, words.counts].map(({ buffer }) => buffer as ArrayBuffer);
  port.postMessage(words satisfies CountAnswer, buffers);
});
