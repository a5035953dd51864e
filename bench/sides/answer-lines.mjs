// The child's end of a side: one JSON line in, one JSON line out, until the input ends.
import { createInterface } from 'node:readline';
import { ANSWER } from './start-side.mjs';

/** @param commands functions by the name that a request has under `do`; each gets the rest of the request */
export async function answerLines(commands) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...request } = JSON.parse(line);
    let answer;
    try {
      answer = await commands[name](request);
    } catch (error) {
      answer = { failure: error.message };
    }
    process.stdout.write(`${ANSWER}${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}

/** Peak and present resident memory of this process in bytes. */
export function memory() {
  return { peak: process.resourceUsage().maxRSS * 1024, resident: process.memoryUsage.rss() };
}

/** Run training steps one after the other. @param step batch => loss */
export async function timeSteps(batches, step) {
  const losses = [];
  const start = performance.now();
  for (const batch of batches) losses.push(await step(batch));
  return { losses, milliseconds: performance.now() - start };
}
