// A guess at the time of an update from a moment of measuring. It tells whether real updates are short enough to be run.
import type { Engine } from '@codex-ml/plugin-api';
import type { NamedEstimate, ProgramEstimates } from './estimate-programs.js';
import { type EngineRates, measureRates } from './measure-rates.js';
import type { PlanReport } from './plan-report.js';

export interface Timing extends Pick<PlanReport['time'], 'basis' | 'method' | 'matmulFlopsPerSecond'> {
  /** Null where it is not predicted. */
  readonly secondsPerStep: number | null;
  /** For the rows that are scored together; null where there are none or it is not predicted. */
  readonly secondsPerScoring: number | null;
}

export interface Guess extends Timing {
  readonly secondsPerStep: number;
  /** An update with one micro-batch. */
  readonly secondsPerMicroBatch: number;
}

/** From the rates of this machine. It may be off by a factor of 2. */
export async function guessTime(
  engine: Engine,
  { training, evaluation }: ProgramEstimates,
  {
    accumulate,
    tokens,
    width,
  }: { readonly accumulate: number; readonly tokens: number; readonly width: number },
): Promise<Guess> {
  const rates = await measureRates(engine, { tokens, width });
  const [each, once] = training;
  const perMicroBatch = secondsOf(each!, rates);
  const rest = once === undefined ? 0 : secondsOf(once, rates);
  return {
    secondsPerMicroBatch: perMicroBatch + rest,
    secondsPerStep: accumulate * perMicroBatch + rest,
    secondsPerScoring: evaluation === null ? null : secondsOf(evaluation, rates),
    basis: 'estimated',
    method:
      'products, bytes and operators of the program, each at a rate measured on this machine with this engine',
    matmulFlopsPerSecond: rates.matmulFlops,
  };
}

function secondsOf({ matmulFlops, otherBytes, operators }: NamedEstimate, rates: EngineRates): number {
  return matmulFlops / rates.matmulFlops + otherBytes / rates.bytes + operators * rates.perOperator;
}
