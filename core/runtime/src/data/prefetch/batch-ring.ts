// Memory between the thread that prepares batches and the one that takes them: slots that are filled and emptied in turn, and the words
// by which each waits for the other. It knows no worker and no data.
import type { TokenBatch } from '@codex-ml/plugin-api';

/** Where the preparing thread is. */
export const STATE = Object.freeze({ starting: 0, ready: 1, failed: 2, stopping: 3 });
const EMPTY = 0;
const FULL = 1;

/** Words before the slots' own: state, number of the seek, and a count that goes up whenever the preparing thread should look again. */
const [STATE_WORD, SEEK_WORD, WAKE_WORD, FIRST_SLOT_WORD] = [0, 1, 2, 3];
/** Words of a slot's description: rows, length, whether it says documents. */
const DESCRIPTION_WORDS = 3;
const MESSAGE_BYTES = 1 << 16;

/** Shared memory of a ring; plain data that a thread can be started with. */
export interface RingMemory {
  readonly depth: number;
  /** Places of the largest batch. */
  readonly places: number;
  readonly words: Int32Array;
  /** Number of the batch in each slot, then the number to seek. */
  readonly numbers: Float64Array;
  readonly descriptions: Int32Array;
  /** Of each slot: inputs, targets, documents. */
  readonly integers: Int32Array;
  readonly weights: Float32Array;
  /** Length of a message in bytes, and the message. */
  readonly message: Uint8Array;
}

export function createRingMemory(depth: number, places: number): RingMemory {
  const shared = (bytes: number) => new SharedArrayBuffer(bytes);
  return {
    depth,
    places,
    words: new Int32Array(shared(4 * (FIRST_SLOT_WORD + depth))),
    numbers: new Float64Array(shared(8 * (depth + 1))),
    descriptions: new Int32Array(shared(4 * DESCRIPTION_WORDS * depth)),
    integers: new Int32Array(shared(4 * 3 * places * depth)),
    weights: new Float32Array(shared(4 * places * depth)),
    message: new Uint8Array(shared(MESSAGE_BYTES)),
  };
}

/** The side that takes batches. */
export class RingReader {
  readonly #ring: RingMemory;

  constructor(ring: RingMemory) {
    this.#ring = ring;
  }

  get state(): number {
    return Atomics.load(this.#ring.words, STATE_WORD);
  }

  /** Have batches prepared from number `k` on. */
  seek(k: number): void {
    const { words, numbers, depth } = this.#ring;
    numbers[depth] = k;
    Atomics.add(words, SEEK_WORD, 1);
    this.#wake();
  }

  /** The preparing thread ends at the next look. */
  stop(): void {
    Atomics.store(this.#ring.words, STATE_WORD, STATE.stopping);
    this.#wake();
  }

  /** Batch `k`, copied; undefined where it does not come within `patience` milliseconds, or the other side has failed. */
  take(k: number, patience: number): TokenBatch | undefined {
    const { words, numbers, depth } = this.#ring;
    const slot = k % depth;
    const word = FIRST_SLOT_WORD + slot;
    for (;;) {
      if (Atomics.load(words, word) === FULL) {
        // What was prepared before a seek makes room.
        const batch = numbers[slot] === k ? this.#copy(slot) : undefined;
        Atomics.store(words, word, EMPTY);
        this.#wake();
        if (batch !== undefined) return batch;
        continue;
      }
      if (this.state === STATE.failed) return undefined;
      if (Atomics.wait(words, word, EMPTY, patience) === 'timed-out') return undefined;
    }
  }

  /** What the failed side left. */
  message(): string {
    const { message } = this.#ring;
    const length = new DataView(message.buffer).getUint32(0);
    return Buffer.from(message.slice(4, 4 + length)).toString('utf8');
  }

  #copy(slot: number): TokenBatch {
    const { places, descriptions, integers, weights } = this.#ring;
    const [rows, length, documents] = descriptions.subarray(DESCRIPTION_WORDS * slot) as unknown as number[];
    const size = rows! * length!;
    const part = (index: number) => unshared(integers, (3 * slot + index) * places, size);
    const copied = new Float32Array(size);
    copied.set(weights.subarray(places * slot, places * slot + size));
    return {
      rows: rows!,
      length: length!,
      inputs: part(0),
      targets: part(1),
      weights: copied,
      ...(documents === 1 ? { documents: part(2) } : {}),
    };
  }

  #wake(): void {
    const { words } = this.#ring;
    Atomics.add(words, WAKE_WORD, 1);
    Atomics.notify(words, WAKE_WORD);
  }
}

/** The side that prepares batches. */
export class RingWriter {
  readonly #ring: RingMemory;

  constructor(ring: RingMemory) {
    this.#ring = ring;
  }

  /** Prepare batches until the other side stops it; blocks the thread. */
  run(make: (k: number) => TokenBatch): void {
    const { words, numbers, depth } = this.#ring;
    // Unless it has been stopped already.
    Atomics.compareExchange(words, STATE_WORD, STATE.starting, STATE.ready);
    let [seek, k] = [0, 0];
    for (;;) {
      const wake = Atomics.load(words, WAKE_WORD);
      if (Atomics.load(words, STATE_WORD) === STATE.stopping) return;
      const sought = Atomics.load(words, SEEK_WORD);
      if (sought !== seek) [seek, k] = [sought, numbers[depth]!];
      const slot = k % depth;
      if (seek === 0 || Atomics.load(words, FIRST_SLOT_WORD + slot) === FULL) {
        Atomics.wait(words, WAKE_WORD, wake);
        continue;
      }
      this.#fill(slot, make(k));
      numbers[slot] = k;
      Atomics.store(words, FIRST_SLOT_WORD + slot, FULL);
      Atomics.notify(words, FIRST_SLOT_WORD + slot);
      k++;
    }
  }

  /** Leave a message, and end the waiting of the other side. */
  fail(message: string): void {
    const { words, message: target, depth } = this.#ring;
    const bytes = Buffer.from(message, 'utf8').subarray(0, MESSAGE_BYTES - 4);
    new DataView(target.buffer).setUint32(0, bytes.length);
    target.set(bytes, 4);
    Atomics.compareExchange(words, STATE_WORD, STATE.ready, STATE.failed);
    Atomics.compareExchange(words, STATE_WORD, STATE.starting, STATE.failed);
    for (let slot = 0; slot < depth; slot++) Atomics.notify(words, FIRST_SLOT_WORD + slot);
  }

  #fill(slot: number, { rows, length, inputs, targets, weights, documents }: TokenBatch): void {
    const { places, descriptions, integers, weights: allWeights } = this.#ring;
    descriptions.set([rows, length, documents === undefined ? 0 : 1], DESCRIPTION_WORDS * slot);
    integers.set(inputs, 3 * slot * places);
    integers.set(targets, (3 * slot + 1) * places);
    if (documents !== undefined) integers.set(documents, (3 * slot + 2) * places);
    allWeights.set(weights, slot * places);
  }
}

function unshared(source: Int32Array, from: number, length: number): Int32Array {
  const copy = new Int32Array(length);
  copy.set(source.subarray(from, from + length));
  return copy;
}
