// Our side, in a process of its own: what `codex-ml tokenizer train` with `bpe` does, over the lines of a file.
import { createReadStream } from 'node:fs';
import { bpeOptions } from '@codex-ml/tokenizers/dist/bpe.options.js';
import { trainBpe } from '@codex-ml/tokenizers/dist/training/train-bpe.js';

const [path, vocabularySize] = process.argv.slice(2);
// as the peer trains: no special tokens, every pair counts. It has no initial alphabet either, which 256 bytes are here
const options = bpeOptions.parse({
  vocabularySize: Number(vocabularySize),
  minFrequency: 1,
  specials: [],
});
let said = '';
const quiet = {
  debug(message) {
    if (message.includes('distinct words')) said = message;
  },
  info() {},
  warn: (message) => console.error(message),
};

const begin = performance.now();
const { model } = await trainBpe(readLines(path), options, {
  log: quiet,
  signal: new AbortController().signal,
});
const seconds = (performance.now() - begin) / 1000;
process.send({
  said,
  seconds,
  megabytes: process.resourceUsage().maxRSS / 1000,
  merges: model.merges.map((pair) => pair.join(' ')),
});

/** Lines with their ends, as the peer reads them. */
async function* readLines(file) {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = (rest + chunk).split(/(?<=\n)/);
    rest = lines.pop();
    yield* lines;
  }
  if (rest !== '') yield rest;
}
