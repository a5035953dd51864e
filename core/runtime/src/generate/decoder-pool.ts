// Decoding programs with their KV caches, kept from one request to the next: a compiled engine has then seen the shapes already.
import type { Engine, KvCache, LanguageModel } from '@codex-ml/plugin-api';
import { compileDecoding, type DecodingProgram } from '../programs/decoding-program.js';

/** For one request at a time. What the cache holds from an earlier one is written over before anything attends to it. */
export interface Decoder {
  readonly cache: KvCache;
  readonly program: DecodingProgram;
}

/** Caches are large: so many wait for the next request, the ones used last. */
const MOST_IDLE = 2;

export class DecoderPool {
  readonly #idle: Decoder[] = [];
  #disposed = false;

  constructor(
    readonly engine: Engine,
    readonly model: LanguageModel,
  ) {}

  /** Lend a decoder for so many rows; one that waits, or a new one. */
  async use<T>(rows: number, work: (decoder: Decoder) => Promise<T>): Promise<T> {
    const decoder = this.#takeIdle(rows) ?? (await this.#make(rows));
    try {
      return await work(decoder);
    } finally {
      this.#idle.push(decoder);
      while (this.#idle.length > (this.#disposed ? 0 : MOST_IDLE)) dispose(this.#idle.shift()!);
    }
  }

  /** Those that are in use are disposed of when their request ends. */
  dispose(): void {
    this.#disposed = true;
    for (const decoder of this.#idle.splice(0)) dispose(decoder);
  }

  #takeIdle(rows: number): Decoder | undefined {
    const at = this.#idle.findLastIndex(({ cache }) => cache.batch === rows);
    return at === -1 ? undefined : this.#idle.splice(at, 1)[0];
  }

  async #make(rows: number): Promise<Decoder> {
    const cache = this.model.createCache(rows);
    try {
      return { cache, program: await compileDecoding(this.engine, this.model, cache) };
    } catch (error) {
      cache.dispose();
      throw error;
    }
  }
}

function dispose({ cache, program }: Decoder): void {
  program.dispose();
  cache.dispose();
}
