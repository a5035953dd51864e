// Takes turns between sides, so that whatever else the machine does slows all of them.
import { makeBatch } from './batches.mjs';
import { median } from './median.mjs';

/** Losses of the sides may differ by this in the first steps; later, small differences grow by themselves. */
const LOSS_TOLERANCE = 1e-3;
const COMPARED_STEPS = 8;
/** A turn takes about as long, so that one side's threads have gone to sleep before the other's turn counts. */
const TURN_MILLISECONDS = 1000;

/**
 * Train on the same batches in turns.
 * @param sides as `startSide` makes them, opened with the same weights
 * @param limits `rounds` at most, and no new round after `seconds`, but 3 rounds at least
 * @returns for each side the median milliseconds of a step, with the range over rounds
 * @throws where the sides do not compute the same losses
 */
export async function alternateTraining(sides, sizes, { rounds, seconds }) {
  let step = 0;
  const turn = async (count) => {
    const batches = Array.from({ length: count }, (_, i) => makeBatch(sizes, step + i));
    const answers = [];
    for (const side of sides) answers.push(await side.ask({ do: 'train', batches }));
    compareLosses(sides, answers, step);
    step += count;
    return answers.map(({ milliseconds }) => milliseconds / count);
  };
  await turn(2); // compiles, allocates
  const count = Math.max(1, Math.round(TURN_MILLISECONDS / Math.max(...(await turn(2)))));
  const times = sides.map(() => []);
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round >= 3 && performance.now() - start > seconds * 1000) break;
    for (const [i, milliseconds] of (await turn(count)).entries()) times[i].push(milliseconds);
  }
  return times.map(summary);
}

export function summary(values) {
  return {
    median: median(values),
    least: Math.min(...values),
    most: Math.max(...values),
    rounds: values.length,
  };
}

function compareLosses(sides, answers, from) {
  for (const [i, { losses }] of answers.entries()) {
    for (const [k, loss] of losses.entries()) {
      const gap = Math.abs(loss - answers[0].losses[k]);
      if (Number.isFinite(loss) && (from + k >= COMPARED_STEPS || gap < LOSS_TOLERANCE)) continue;
      const [first, other] = [sides[0].name, sides[i].name];
      throw new RangeError(
        `step ${from + k + 1}: the loss is ${answers[0].losses[k]} for ${first}, ${loss} for ${other}`,
      );
    }
  }
}
