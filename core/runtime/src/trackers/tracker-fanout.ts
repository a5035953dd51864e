// Hands rows to every tracker without letting any of them stall or stop the run.
import type { MetricRow, RunEvent, RunStatus, Tracker } from '@codex-ml/plugin-api';

export interface NamedTracker {
  readonly id: string;
  readonly tracker: Tracker;
}

export interface TrackerFailure {
  readonly tracker: string;
  readonly action: 'log' | 'event' | 'flush' | 'close';
  readonly error: unknown;
  /** True when the tracker receives nothing more. */
  readonly disabled: boolean;
}

export interface FanoutOptions {
  readonly onFailure: (failure: TrackerFailure) => void;
  /** Longest wait for a tracker at a flush or at the end, in milliseconds; after it the tracker is disabled. */
  readonly patienceMs: number;
  /** Failures after which a tracker is disabled. */
  readonly maxFailures: number;
  /** Calls that may wait for a tracker; with more it is disabled, so that what it does not take cannot fill the memory. */
  readonly maxPending?: number;
}

const MAX_PENDING = 10_000;

interface Lane {
  readonly id: string;
  readonly tracker: Tracker;
  /** Settled when everything handed over so far is done; never rejects. */
  tail: Promise<void>;
  /** Calls handed over and not done. */
  pending: number;
  /** When the call that is under way began, by `performance.now()`. */
  began: number | undefined;
  failures: number;
  disabled: boolean;
}

/** One lane per tracker: work is queued in order and awaited only at a flush. */
export class TrackerFanout {
  readonly #lanes: Lane[];
  readonly #options: FanoutOptions;

  constructor(trackers: readonly NamedTracker[], options: FanoutOptions) {
    this.#options = options;
    this.#lanes = trackers.map(({ id, tracker }) => ({
      id,
      tracker,
      tail: Promise.resolve(),
      pending: 0,
      began: undefined,
      failures: 0,
      disabled: false,
    }));
  }

  /** Ids of trackers that were given up. */
  get disabled(): readonly string[] {
    return this.#lanes.filter((lane) => lane.disabled).map((lane) => lane.id);
  }

  log(rows: readonly MetricRow[]): void {
    if (rows.length === 0) return;
    for (const lane of this.#lanes) this.#enqueue(lane, 'log', () => lane.tracker.log(rows));
  }

  event(event: RunEvent): void {
    for (const lane of this.#lanes) this.#enqueue(lane, 'event', () => lane.tracker.event?.(event));
  }

  /** Resolves when every healthy tracker has made its rows durable. */
  async flush(): Promise<void> {
    for (const lane of this.#lanes) this.#enqueue(lane, 'flush', () => lane.tracker.flush());
    await Promise.all(this.#lanes.map((lane) => this.#settle(lane, 'flush')));
  }

  async close(status: RunStatus): Promise<void> {
    for (const lane of this.#lanes) this.#enqueue(lane, 'close', () => lane.tracker.close(status));
    await Promise.all(this.#lanes.map((lane) => this.#settle(lane, 'close')));
  }

  #enqueue(lane: Lane, action: TrackerFailure['action'], work: () => void | Promise<void>): void {
    // A disabled tracker may still be closed, so that it can free what it holds.
    if (lane.disabled && action !== 'close') return;
    const limit = this.#options.maxPending ?? MAX_PENDING;
    if (lane.pending >= limit && action !== 'close') {
      this.#fail(lane, action, `${lane.pending} calls wait for it`, true);
      return;
    }
    lane.pending++;
    lane.tail = lane.tail.then(async () => {
      lane.pending--;
      if (lane.disabled && action !== 'close') return;
      lane.began = performance.now();
      try {
        await work();
      } catch (error) {
        lane.failures++;
        this.#fail(lane, action, error, lane.failures >= this.#options.maxFailures);
      }
      lane.began = undefined;
    });
  }

  /** Wait for the lane; no longer than the patience, which counts from the start of a call that hung before. */
  async #settle(lane: Lane, action: TrackerFailure['action']): Promise<void> {
    if (lane.disabled) return;
    const { patienceMs } = this.#options;
    const tail = lane.tail.then(() => 'done' as const);
    const asked = performance.now();
    for (;;) {
      const { began } = lane;
      const deadline = Math.min(began ?? asked, asked) + patienceMs;
      if ((await withinMs(tail, deadline - performance.now())) === 'done') return;
      // Another call than the one that hung: it has the patience that is left.
      if (lane.began !== began && performance.now() < asked + patienceMs) continue;
      this.#fail(lane, action, `no answer within ${patienceMs} ms`, true);
      return;
    }
  }

  #fail(lane: Lane, action: TrackerFailure['action'], error: unknown, disabled: boolean): void {
    if (lane.disabled) return;
    lane.disabled = disabled;
    this.#options.onFailure({ tracker: lane.id, action, error, disabled });
  }
}

async function withinMs<T>(work: Promise<T>, ms: number): Promise<T | 'expired'> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<'expired'>((resolve) => {
    timer = setTimeout(() => resolve('expired'), Math.max(0, ms));
  });
  const outcome = await Promise.race([work, expired]);
  clearTimeout(timer);
  return outcome;
}
