// One sample after the other from batches of them. Readers work in batches because a promise per layer and sample would cost most of the time.
import type { Sample } from '@codex-ml/plugin-api';

/** Iterates over the samples of batches, which are made one ahead at most. Ends the batches when it ends. */
export class SampleIterator implements AsyncIterableIterator<Sample> {
  readonly #batches: AsyncGenerator<readonly Sample[]>;
  #batch: readonly Sample[] = [];
  #at = 0;
  /** The last of what waits for a batch: calls are answered in their order. */
  #waiting: Promise<unknown> | undefined;

  constructor(batches: AsyncGenerator<readonly Sample[]>) {
    this.#batches = batches;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Sample>> {
    if (this.#waiting === undefined && this.#at < this.#batch.length) {
      return Promise.resolve({ value: this.#batch[this.#at++]!, done: false });
    }
    return this.#inTurn(() => this.#advance());
  }

  return(): Promise<IteratorResult<Sample>> {
    return this.#inTurn(async () => {
      this.#batch = [];
      this.#at = 0;
      await this.#batches.return(undefined);
      return { value: undefined, done: true };
    });
  }

  async #advance(): Promise<IteratorResult<Sample>> {
    while (this.#at >= this.#batch.length) {
      this.#batch = [];
      this.#at = 0;
      const { value, done } = await this.#batches.next();
      if (done === true) return { value: undefined, done: true };
      this.#batch = value;
    }
    return { value: this.#batch[this.#at++]!, done: false };
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const before = this.#waiting ?? Promise.resolve();
    const result = before.then(act, act);
    this.#waiting = result;
    const done = () => {
      if (this.#waiting === result) this.#waiting = undefined;
    };
    result.then(done, done);
    return result;
  }
}
