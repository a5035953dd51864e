// One update (forward, backward, AdamW, float32) of a small GPT: ours against stock tfjs on the same wasm backend, each in a process
// of its own, step by step in turns, from the same weights on the same batch. Rows are medians in tokens per second.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describeShape, SHAPES } from './train-step/shapes.mjs';

const WARM_UP = 2;
const STEPS = 15;
/** Of one shape; a slow machine takes fewer steps, but never fewer than 5. */
const MAX_MILLISECONDS = 45_000;

export default async function bench({ log }) {
  const rows = [];
  for (const [name, shape] of Object.entries(SHAPES)) {
    const { ours, peer, steps, gap } = await race(shape);
    const tokens = shape.batch * shape.context;
    log(`train-step ${name}: ${ours.toFixed(1)} ms against ${peer.toFixed(1)} ms, ${steps} steps each`);
    log(`  losses of both sides differ by ${gap.toExponential(1)} at most`);
    rows.push({
      config: `${name}: ${describeShape(shape)}`,
      metric: 'tokens/s, training',
      better: 'higher',
      ours: (tokens * 1000) / ours,
      peerName: 'tfjs-wasm',
      peer: (tokens * 1000) / peer,
      steps,
    });
  }
  return rows;
}

/** Median milliseconds of a step on each side. */
async function race(shape) {
  const sides = [startSide(), startSide()];
  try {
    const [ours, peer] = sides;
    const { weights } = await ours.ask({ side: 'ours', shape });
    await peer.ask({ side: 'peer', shape, weights });
    const times = [[], []];
    let gap = 0;
    const start = performance.now();
    for (let step = 0; step < WARM_UP + STEPS; step++) {
      if (step >= WARM_UP + 5 && performance.now() - start > MAX_MILLISECONDS) break;
      const answers = [await ours.ask({}), await peer.ask({})];
      gap = Math.max(gap, Math.abs(answers[0].loss - answers[1].loss));
      if (step < WARM_UP) continue;
      for (const [i, { milliseconds }] of answers.entries()) times[i].push(milliseconds);
    }
    // both must have computed the same thing, or the figures mean nothing
    if (!(gap < 1e-3)) throw new RangeError(`the losses of both sides differ by ${gap}`);
    return { ours: median(times[0]), peer: median(times[1]), steps: times[0].length, gap };
  } finally {
    for (const side of sides) side.stop();
  }
}

function startSide() {
  const child = fork(fileURLToPath(new URL('./train-step/worker.mjs', import.meta.url)), {
    serialization: 'advanced',
  });
  return {
    stop: () => child.kill(),
    ask: (message) =>
      new Promise((resolve, reject) => {
        const fail = (code) => reject(new Error(`a side ended with code ${code}`));
        child.once('exit', fail);
        child.once('message', (answer) => {
          child.off('exit', fail);
          resolve(answer);
        });
        child.send(message);
      }),
  };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
