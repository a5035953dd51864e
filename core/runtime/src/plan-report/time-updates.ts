// Times real updates on made-up tokens: the training loop itself, with nobody listening. It knows no data and keeps nothing.
import type { RunConfig } from '@codex-ml/config';
import type { HookBus } from '@codex-ml/kernel';
import type { Engine, RngStream, Schedule } from '@codex-ml/plugin-api';
import type { TrainingPrograms } from '../programs/training-programs.js';
import type { Trainer } from '../run/build-trainer.js';
import { TrackerFanout } from '../trackers/tracker-fanout.js';
import { trainLoop } from '../train/train-loop.js';
import { INITIAL_STATE } from '../train/train-state.js';
import { makeUpBatch } from './made-up-batches.js';
import { median } from './median.js';

export interface UpdateRequest {
  readonly train: RunConfig['train'];
  readonly schedule: Schedule;
  /** Sequences of each micro-batch; each is as long as the context. */
  readonly rows: number;
  readonly accumulate: number;
  readonly documents: boolean;
  /** For how long updates are timed. */
  readonly seconds: number;
  /** Updates that are timed however long they take. */
  readonly atLeast: number;
  readonly rng: RngStream;
  readonly signal: AbortSignal;
}

export interface UpdateTimes {
  /** Of one update, the median. */
  readonly seconds: number;
  /** Updates that were timed, after those to warm up. */
  readonly updates: number;
}

/** More would not make the median better. */
const AT_MOST = 200;
/** Batches that take turns. */
const BATCHES = 4;

/** Hooks that nobody tapped. */
const NOBODY: Pick<HookBus, 'call'> = { call: (_, payload) => payload as never };

/** Updates that are so few because they are long; they need no warming up. */
const FEW = 6;

/** The first update is not timed: programs are compiled in it. Of the others, the first half warm up. */
export async function timeUpdates(
  engine: Engine,
  { model, optimizer }: Pick<Trainer, 'model' | 'optimizer'>,
  programs: TrainingPrograms,
  request: UpdateRequest,
): Promise<UpdateTimes> {
  const { rows, accumulate, documents, atLeast, rng, signal } = request;
  const { context: length, vocabularySize } = model.shape;
  const batches = Array.from({ length: BATCHES }, () =>
    makeUpBatch({ rows, length, vocabularySize, documents }, rng),
  );
  const enough = new AbortController();
  const ends: number[] = [];
  await trainLoop(
    {
      train: { ...request.train, accumulate, checkpointEvery: 0 },
      lastStep: 1 + Math.max(AT_MOST, atLeast),
      model,
      optimizer,
      schedule: request.schedule,
      programs,
      batchAt: (k) => batches[k % BATCHES]!,
      evaluate: null,
      better: 'lower',
      rng,
      hooks: NOBODY,
      trackers: new TrackerFanout([], { patienceMs: 0, maxFailures: 0, onFailure: () => undefined }),
      measureMemory: () => ({
        peakResidentBytes: process.resourceUsage().maxRSS * 1024,
        enginePeakBytes: engine.memory().peakBytes,
      }),
      observer: {
        beforeStep: async () => undefined,
        afterStep: async () => {
          ends.push(performance.now() / 1000);
          const timed = ends.length - 1;
          if (timed >= atLeast && ends.at(-1)! - ends[0]! >= request.seconds) enough.abort();
        },
      },
      onOverflow: () => undefined,
      save: async () => '',
      signal: AbortSignal.any([signal, enough.signal]),
    },
    INITIAL_STATE,
  );
  signal.throwIfAborted();
  const seconds = ends.slice(1).map((end, i) => end - ends[i]!);
  const warm = seconds.length < FEW ? seconds : seconds.slice(Math.floor(seconds.length / 2));
  return { seconds: median(warm), updates: warm.length };
}
