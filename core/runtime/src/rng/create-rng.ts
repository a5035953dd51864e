// Seeded random streams over Philox: every number is a function of (seed, path, position) alone, so a stream can be
// continued anywhere. Words consumed: uint32 1, uniform 2, normal 2, integer 1 per try (2 above 2^32), fillUniform 1 and
// fillNormal 2 per element.
import { codexError, type RngStream } from '@codex-ml/plugin-api';
import { philoxBlock } from './philox.js';
import { type StreamKey, streamKey } from './stream-key.js';

const WORDS = 2 ** 32;
const TO_UNIT_32 = 2 ** -32;
const TO_UNIT_24 = 2 ** -24;
const TO_UNIT_53 = 2 ** -53;

/**
 * Make a stream.
 * @param seed integer in [0, 2^53)
 * @param path forks from the root, joined by `/`; empty for the root
 * @throws CML9002 for a seed or, later, a position or bound that is not such an integer
 */
export function createRng(seed: number, path = ''): RngStream {
  requireCount('seed', seed);
  return new PhiloxStream(seed, path);
}

/** The next `out.length` words of a stream, as `uint32` would draw them one by one. */
export function fillWords(stream: RngStream, out: Uint32Array): void {
  if (stream instanceof PhiloxStream) stream.fillWords(out);
  else for (let i = 0; i < out.length; i++) out[i] = stream.uint32();
}

class PhiloxStream implements RngStream {
  readonly path: string;
  readonly #seed: number;
  readonly #key: StreamKey;
  readonly #block = new Uint32Array(4);
  /** Index of the block in `#block`; -1 before the first. */
  #blockIndex = -1;
  #position = 0;

  constructor(seed: number, path: string) {
    this.path = path;
    this.#seed = seed;
    this.#key = streamKey(seed, path);
  }

  get position(): number {
    return this.#position;
  }

  fork(name: string | number): RngStream {
    // An empty name would give the root itself again, and with it the same numbers twice.
    if (name === '') throw codexError('CML9002', { message: 'a random stream was forked without a name' });
    return new PhiloxStream(this.#seed, this.path === '' ? String(name) : `${this.path}/${name}`);
  }

  seek(position: number): void {
    requireCount('position', position);
    this.#position = position;
  }

  uint32(): number {
    const index = Math.floor(this.#position / 4);
    if (index !== this.#blockIndex) this.#load(index);
    const word = this.#block[this.#position % 4]!;
    this.#position++;
    return word;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) * TO_UNIT_53;
  }

  integer(bound: number): number {
    requireCount('bound', bound);
    if (bound === 0) throw codexError('CML9002', { message: 'a random integer below 0 was asked for' });
    const wide = bound > WORDS;
    const range = wide ? 2 ** 53 : WORDS;
    // Values of the incomplete last interval would favour small results: draw again.
    const limit = range - (range % bound);
    let value: number;
    do {
      value = wide ? this.uniform() * range : this.uint32();
    } while (value >= limit);
    return value % bound;
  }

  normal(): number {
    return boxMuller(this.uint32(), this.uint32());
  }

  fillUniform(out: Float32Array): Float32Array {
    this.#eachWord(out.length, 1, (words, count, at) => {
      for (let i = 0; i < count; i++) out[at + i] = (words[i]! >>> 8) * TO_UNIT_24;
    });
    return out;
  }

  fillNormal(out: Float32Array, mean = 0, standardDeviation = 1): Float32Array {
    this.#eachWord(out.length, 2, (words, count, at) => {
      for (let i = 0; i < count; i++) {
        out[at + i] = mean + standardDeviation * boxMuller(words[2 * i]!, words[2 * i + 1]!);
      }
    });
    return out;
  }

  fillWords(out: Uint32Array): void {
    this.#eachWord(out.length, 1, (words, count, at) => out.set(words.subarray(0, count), at));
  }

  /** Draw `count` groups of `perItem` words in chunks, and hand each chunk over with the index of its first item. */
  #eachWord(
    count: number,
    perItem: number,
    use: (words: Uint32Array, items: number, at: number) => void,
  ): void {
    const chunk = 4096;
    const buffer = new Uint32Array(Math.min(chunk, count * perItem + 8) + 8);
    for (let at = 0; at < count; at += chunk / perItem) {
      const items = Math.min(chunk / perItem, count - at);
      const skipped = this.#position % 4;
      const first = (this.#position - skipped) / 4;
      const blocks = Math.ceil((skipped + items * perItem) / 4);
      fillBlocks(this.#key, first, blocks, buffer);
      use(buffer.subarray(skipped), items, at);
      this.#position += items * perItem;
    }
  }

  #load(index: number): void {
    fillBlocks(this.#key, index, 1, this.#block);
    this.#blockIndex = index;
  }
}

/** Write `blocks` consecutive blocks, four words each, to the start of `out`. */
function fillBlocks(key: StreamKey, first: number, blocks: number, out: Uint32Array): void {
  let low = first % WORDS;
  let high = (first - low) / WORDS;
  for (let i = 0; i < blocks; i++) {
    philoxBlock(low, high, key.counter2, key.counter3, key.key0, key.key1, out, i * 4);
    low = (low + 1) >>> 0;
    if (low === 0) high++;
  }
}

/**
 * Box and Muller (1958), cosine half only: the sine half would make a number depend on whether its pair was drawn, and
 * a stream could not be continued at every position. The magnitude is at most sqrt(2 ln 2^32) = 6.66.
 */
function boxMuller(a: number, b: number): number {
  const radius = Math.sqrt(-2 * Math.log((a + 1) * TO_UNIT_32));
  return radius * Math.cos(2 * Math.PI * TO_UNIT_32 * b);
}

function requireCount(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw codexError('CML9002', {
    message: `${what} of a random stream: expected an integer >= 0, received ${value}`,
  });
}
