// Run as a process of its own: encodes a split of many documents through the cache of a folder, prints what the cache says on
// standard error and what came out, as JSON, on standard output.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { datasetOf, encodeThrough, openCacheIn, recordVoice } from './cache-place.js';

const [folder = '', documents = '1000', pauseEvery = '0', name = 'a'] = process.argv.slice(2);

const recorded = recordVoice();
const voice = {
  ...recorded,
  say(line: string) {
    recorded.say(line);
    process.stderr.write(`${line}\n`);
  },
};
let reads = 0;
const dataset = {
  ...datasetOf([]),
  async *open() {
    reads++;
    for (let i = 0; i < Number(documents); i++) {
      if (Number(pauseEvery) > 0 && i % Number(pauseEvery) === 0) await sleep(1);
      yield { id: `doc:${i}`, text: `document ${i} ${'y'.repeat(i % 100)}` };
    }
  },
};
const split = await encodeThrough(await openCacheIn(folder, voice), {
  dataset,
  ingredients: { 'the text': name },
});
const hash = createHash('sha256').update(new Uint8Array(split.tokens.slice().buffer)).digest('hex');
process.stdout.write(
  JSON.stringify({
    reads,
    said: voice.said,
    noticed: voice.noticed,
    samples: split.samples,
    last: split.sampleId(split.samples - 1),
    tokensSha256: split.tokensSha256,
    hash,
    cached: split.cacheKey !== undefined,
  }),
);
