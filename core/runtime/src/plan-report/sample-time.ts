// The time of an update from an engine that times the different parts of its programs, for runs that are too long or too large to be
// tried as they are.
import type { Engine, ProgramTiming } from '@codex-ml/plugin-api';
import { SCORED_ROWS } from '../evaluate/evaluate-batches.js';
import type { Trainer } from '../run/build-trainer.js';
import type { Guess, Timing } from './guess-time.js';
import { lookAtPrograms, type ProgramsToSee } from './look-at-programs.js';

/** Seconds that a run of what is timed may take, by a guess; the parts that differ are a fraction of it. */
const TRIED_SECONDS = 4;

/** With fewer, products of matrices take as long as reading the weights does, and not in proportion to the tokens. */
const FEWEST_TOKENS = 512;

export interface SampleOptions {
  readonly rows: number;
  readonly accumulate: number;
  readonly programs: ProgramsToSee;
  readonly guess: Guess;
  /** That may be used for it. */
  readonly bytes: number;
}

/** @returns null where the engine cannot, or not with so little memory */
export async function sampleTime(
  engine: Engine,
  trainer: Trainer,
  { rows, accumulate, programs, guess, bytes }: SampleOptions,
): Promise<Timing | null> {
  if (engine.time === undefined) return null;
  const affordable = Math.floor((rows * TRIED_SECONDS) / guess.secondsPerMicroBatch);
  const fewest = Math.ceil(FEWEST_TOKENS / trainer.model.shape.context);
  const tried = Math.min(rows, Math.max(fewest, affordable));
  const { training, evaluation } = await lookAtPrograms<ProgramTiming | null>(
    engine,
    trainer,
    programs,
    ({ name, fn, specFor }, kind) => {
      const whole = kind === 'training' ? rows : SCORED_ROWS;
      const few = specFor(Math.min(whole, tried)).inputs;
      return engine.time!(name, fn, specFor(whole), { tried: few, bytes });
    },
  );
  const [each, once] = training;
  if (each == null || once === null) return null;
  const count = training.reduce((sum, timing) => sum + timing!.timed, 0);
  const parts = training.reduce((sum, timing) => sum + timing!.parts, 0);
  const size = tried < rows ? `with ${tried} of ${rows} sequences` : 'at full size';
  return {
    secondsPerStep: accumulate * each.seconds + (once?.seconds ?? 0),
    secondsPerScoring: evaluation?.seconds ?? null,
    basis: 'estimated',
    method: `the ${count} different ones of the ${parts} parts of an update, each timed ${size} on this machine`,
    matmulFlopsPerSecond: null,
  };
}
