// Chunks of bytes that can be asked for one by one, looked at in advance and given back.

export interface ByteSource {
  /** The next chunk, never empty; undefined at the end. */
  next(): Promise<Buffer | undefined>;
}

/** A source over a generator, which it closes. */
export class ChunkSource implements ByteSource {
  readonly #chunks: AsyncGenerator<Buffer>;
  #ahead: Buffer[] = [];
  #given = 0;

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  /** Bytes given out and not given back. */
  get offset(): number {
    return this.#given;
  }

  async next(): Promise<Buffer | undefined> {
    const chunk = this.#ahead.shift() ?? (await this.#pull());
    this.#given += chunk?.length ?? 0;
    return chunk;
  }

  /** Give back the end of what was taken last. */
  unread(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#ahead.unshift(rest);
    this.#given -= rest.length;
  }

  /** The first bytes of what comes, fewer where it ends before. */
  async peek(length: number): Promise<Buffer> {
    let size = this.#ahead.reduce((sum, chunk) => sum + chunk.length, 0);
    while (size < length) {
      const chunk = await this.#pull();
      if (chunk === undefined) break;
      this.#ahead.push(chunk);
      size += chunk.length;
    }
    if (this.#ahead.length > 1) this.#ahead = [Buffer.concat(this.#ahead)];
    return (this.#ahead[0] ?? Buffer.alloc(0)).subarray(0, length);
  }

  /** Leave out bytes. Returns how many of them were not there. */
  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0) {
      const chunk = await this.next();
      if (chunk === undefined) return left;
      if (chunk.length > left) this.unread(chunk.subarray(left));
      left -= Math.min(left, chunk.length);
    }
    return 0;
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async #pull(): Promise<Buffer | undefined> {
    for (;;) {
      const { value, done } = await this.#chunks.next();
      if (done === true) return undefined;
      if (value.length > 0) return value;
    }
  }
}
