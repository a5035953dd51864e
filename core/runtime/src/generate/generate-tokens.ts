// The decoding loop: token ids in, token ids out. It knows no text; stopping on text is the caller's.
import type { Engine, KvCache, LanguageModel, RngStream } from '@codex-ml/plugin-api';
import type { DecodingProgram } from '../programs/decoding-program.js';
import { type Decoder, DecoderPool } from './decoder-pool.js';
import { type SamplingOptions, sampleToken } from './sample-token.js';

export interface TokenRequest extends SamplingOptions {
  /** One sequence per row; each at least one id. */
  readonly prompts: readonly Int32Array[];
  readonly maxNewTokens: number;
  /** Row r draws from `rng.fork(r)`, one number per token: rows do not depend on their neighbours. */
  readonly rng: RngStream;
  /** Called for each new token; returning true ends the row, which then keeps this token. */
  readonly onToken: (row: number, id: number) => boolean;
  readonly signal?: AbortSignal | undefined;
}

interface Row {
  readonly ids: number[];
  /** Index in `ids` of the first token in the cache. */
  start: number;
  /** Tokens of `ids` that the cache holds, counted from `start`. */
  cached: number;
  done: boolean;
  readonly rng: RngStream;
}

/** Generate until every row ends. Returns prompt and new ids of each row. For several requests, keep a {@link DecoderPool}. */
export async function generateTokens(
  engine: Engine,
  model: LanguageModel,
  request: TokenRequest,
): Promise<readonly Int32Array[]> {
  const decoders = new DecoderPool(engine, model);
  try {
    return await generateWith(decoders, request);
  } finally {
    decoders.dispose();
  }
}

/** As {@link generateTokens}, with decoders that outlive the request. */
export function generateWith(decoders: DecoderPool, request: TokenRequest): Promise<readonly Int32Array[]> {
  return decoders.use(request.prompts.length, (decoder) => decode(decoder, request));
}

async function decode({ cache, program }: Decoder, request: TokenRequest): Promise<readonly Int32Array[]> {
  const rows: Row[] = request.prompts.map((prompt, index) => ({
    ids: Array.from(prompt),
    start: 0,
    cached: 0,
    done: false,
    rng: request.rng.fork(index),
  }));
  for (let count = 0; count < request.maxNewTokens && rows.some((row) => !row.done); count++) {
    if (request.signal?.aborted === true) break;
    const logits = await nextLogits(program, cache, rows);
    rows.forEach((row, index) => {
      if (row.done) return;
      const id = sampleToken(logits[index]!, request, row.rng.uniform());
      row.ids.push(id);
      row.done = request.onToken(index, id);
    });
  }
  return rows.map((row) => Int32Array.from(row.ids));
}

/** What one row has to say in a pass. */
interface Chunk {
  /** Place of the first id, counted from the row's window. */
  readonly from: number;
  readonly ids: readonly number[];
}

/**
 * Bring the cache up to date and return the logits after each row's last token. Each row says what its cache lacks: the whole
 * prompt at first and after its window slid, one token otherwise.
 */
async function nextLogits(
  program: DecodingProgram,
  cache: KvCache,
  rows: readonly Row[],
): Promise<Float32Array[]> {
  const chunks = rows.map((row) => nextChunk(row, cache.capacity));
  const longest = Math.max(...chunks.map((chunk) => chunk.ids.length));
  const length = Math.min(cache.capacity, nextPowerOfTwo(longest));
  const ids = new Int32Array(rows.length * length);
  chunks.forEach((chunk, row) => {
    ids.set(chunk.ids, row * length);
  });
  const { logits } = await program.run({
    ids: { shape: [rows.length, length], dtype: 'int32', data: ids },
    positions: {
      shape: [rows.length],
      dtype: 'int32',
      data: Int32Array.from(chunks, (chunk) => chunk.from),
    },
    logitsAt: {
      shape: [rows.length],
      dtype: 'int32',
      data: Int32Array.from(chunks, (chunk) => chunk.ids.length - 1),
    },
  });
  rows.forEach((row, index) => {
    row.cached = chunks[index]!.from + chunks[index]!.ids.length;
  });
  const width = logits.shape[1]!;
  const data = logits.data as Float32Array;
  return rows.map((_, row) => data.subarray(row * width, (row + 1) * width));
}

/** A finished row repeats its last cached token in place: its logits are not used, and its neighbours see none of it. */
function nextChunk(row: Row, capacity: number): Chunk {
  if (row.done) {
    const from = row.cached - 1;
    return { from, ids: [row.ids[row.start + from]!] };
  }
  if (row.ids.length - row.start > capacity) {
    slideWindow(row, capacity);
    row.cached = 0;
  }
  return { from: row.cached, ids: row.ids.slice(row.start + row.cached) };
}

/** Keep the last half of the context, so that the work of sliding is paid once per half context, not per token. */
function slideWindow(row: Row, capacity: number): void {
  row.start = row.ids.length - Math.max(1, Math.floor(capacity / 2));
}

/**
 * Lengths are rounded up so that a compiled engine sees few different shapes. What the padding writes into the cache lies behind
 * the row's last token: it is overwritten before anything attends to it, or beyond the capacity and dropped.
 */
function nextPowerOfTwo(n: number): number {
  return 2 ** Math.ceil(Math.log2(n));
}
