// The order in which samples of several sources are taken. It is a function of the weights and of how long the sources are, nothing else.

export interface WeightedSource<T> {
  readonly name: string;
  readonly weight: number;
  /** Begin anew; rounds count from 1. */
  open(round: number): AsyncIterable<T>;
}

export type StopRule = 'first-exhausted' | 'all-exhausted' | 'once';

/** What was taken, from which source, and in which round through it, from 1. */
export interface Taken<T> {
  readonly name: string;
  readonly round: number;
  readonly item: T;
}

/**
 * At each place the source that is furthest behind its weight: the lowest number of items taken, divided by weight; the first of equals.
 *
 * - first-exhausted: ends where the source whose turn it is has no more
 * - all-exhausted: such a source begins anew, until each has ended once
 * - once: such a source drops out, until all have
 *
 * A source without items drops out under every rule.
 */
export async function* interleave<T>(
  sources: readonly WeightedSource<T>[],
  stop: StopRule,
): AsyncGenerator<Taken<T>> {
  const active = sources.map((source) => new Runner(source));
  const unfinished = new Set(active);
  try {
    while (active.length > 0) {
      const next = active.reduce((best, each) => (each.isBehind(best) ? each : best));
      const item = await next.take();
      if (item !== undefined) {
        yield { name: next.source.name, round: next.round, item: item.value };
        continue;
      }
      unfinished.delete(next);
      if (next.taken === 0 || stop === 'once') {
        active.splice(active.indexOf(next), 1);
        continue;
      }
      if (stop === 'first-exhausted' || unfinished.size === 0) return;
      next.restart();
    }
  } finally {
    for (const runner of active) await runner.close();
  }
}

class Runner<T> {
  readonly source: WeightedSource<T>;
  taken = 0;
  round = 1;
  #iterator: AsyncIterator<T> | undefined;

  constructor(source: WeightedSource<T>) {
    this.source = source;
  }

  isBehind(other: Runner<T>): boolean {
    return this.taken * other.source.weight < other.taken * this.source.weight;
  }

  /** Wrapped, so that nothing is not mistaken for the end. */
  async take(): Promise<{ readonly value: T } | undefined> {
    this.#iterator ??= this.source.open(this.round)[Symbol.asyncIterator]();
    const { value, done } = await this.#iterator.next();
    if (done === true) return undefined;
    this.taken++;
    return { value };
  }

  restart(): void {
    this.round++;
    this.#iterator = undefined;
  }

  async close(): Promise<void> {
    await this.#iterator?.return?.();
  }
}
