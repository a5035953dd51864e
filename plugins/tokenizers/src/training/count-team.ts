// Threads that count words. Whoever hands out texts also counts when all threads are busy.
import { Worker } from 'node:worker_threads';
import type { JsonValue } from '@codex-ml/plugin-api';
import type { WordCounts } from './word-counts.js';

export interface CountTask {
  readonly normalizer: JsonValue;
  readonly preTokenizer: JsonValue;
}

/** To a thread: texts to count, or undefined to send all counts and begin anew. */
export type CountRequest = readonly string[] | undefined;
/** From a thread: its counts, or undefined for texts that are done. */
export type CountAnswer = WordCounts | undefined;

export interface CountTeam {
  /** Hand texts to a thread that has little to do; false where there is none. */
  take(texts: readonly string[]): boolean;
  /** The counts of every thread, since the last time. */
  collect(): Promise<WordCounts[]>;
  stop(): Promise<void>;
}

/** Batches that wait for a thread, so that it has the next one when one is done. */
const WAITING = 2;

/** @returns undefined where the system allows no threads, which is said */
export function startCountTeam(
  size: number,
  task: CountTask,
  warn: (message: string) => void,
): CountTeam | undefined {
  try {
    return createTeam(Array.from({ length: size }, () => createMember(task)));
  } catch (error) {
    warn(`words are counted by one thread: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

interface Member {
  waiting(): number;
  post(texts: readonly string[]): void;
  collect(): Promise<WordCounts>;
  stop(): Promise<unknown>;
}

function createTeam(members: readonly Member[]): CountTeam {
  return {
    take: (texts) => {
      const least = members.reduce((a, b) => (b.waiting() < a.waiting() ? b : a));
      if (least.waiting() >= WAITING) return false;
      least.post(texts);
      return true;
    },
    collect: () => Promise.all(members.map((member) => member.collect())),
    stop: async () => {
      await Promise.all(members.map((member) => member.stop()));
    },
  };
}

function createMember(task: CountTask): Member {
  const worker = new Worker(new URL('./count-worker.js', import.meta.url), {
    workerData: task,
    // Options of the main thread, such as `--input-type`, are not for this one.
    execArgv: [],
  });
  let waiting = 0;
  let failure: Error | undefined;
  let waiter: { resolve(words: WordCounts): void; reject(reason: unknown): void } | undefined;
  worker.on('message', (answer: CountAnswer) => {
    if (answer === undefined) waiting--;
    else waiter?.resolve(answer);
  });
  worker.on('error', (error: Error) => {
    failure = error;
    waiter?.reject(error);
  });
  return {
    waiting: () => waiting,
    post: (texts) => {
      waiting++;
      worker.postMessage(texts satisfies CountRequest);
    },
    collect: () =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        waiter = { resolve, reject };
        worker.postMessage(undefined satisfies CountRequest);
      }),
    stop: () => worker.terminate(),
  };
}
