// What the programs of training take, from an engine that can tell without compiling them.
import type { Engine, ProgramEstimate } from '@codex-ml/plugin-api';
import { SCORED_ROWS } from '../evaluate/evaluate-batches.js';
import type { Trainer } from '../run/build-trainer.js';
import { lookAtPrograms, type ProgramsToSee, type SeenPrograms } from './look-at-programs.js';

export interface NamedEstimate extends ProgramEstimate {
  readonly program: string;
}

export type ProgramEstimates = SeenPrograms<NamedEstimate>;

/**
 * @param rows sequences of a micro-batch
 * @returns null where the engine cannot tell
 */
export async function estimatePrograms(
  engine: Engine,
  trainer: Trainer,
  rows: number,
  programs: ProgramsToSee,
): Promise<ProgramEstimates | null> {
  if (engine.estimate === undefined) return null;
  return lookAtPrograms(engine, trainer, programs, async ({ name, fn, specFor }, kind) => {
    const spec = specFor(kind === 'training' ? rows : SCORED_ROWS);
    return { program: name, ...(await engine.estimate!(name, fn, spec)) };
  });
}
