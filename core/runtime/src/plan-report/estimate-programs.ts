// What the programs of training take, from an engine that can tell without compiling them.
import type { Engine, LanguageModel, Program, ProgramEstimate, TensorSpec } from '@codex-ml/plugin-api';
import { SCORED_ROWS } from '../evaluate/evaluate-batches.js';
import { randomInputName } from '../programs/batch-feeds.js';
import { compileEvaluation } from '../programs/evaluation-program.js';
import type { Trainer } from '../run/build-trainer.js';
import { delegateEngine } from './delegate-engine.js';

export interface NamedEstimate extends ProgramEstimate {
  readonly program: string;
}

export interface ProgramEstimates {
  /** The programs of an update. */
  readonly training: readonly NamedEstimate[];
  /** Scoring a batch; null without a validation split. */
  readonly evaluation: NamedEstimate | null;
}

/** @returns null where the engine cannot tell */
export async function estimatePrograms(
  engine: Engine,
  trainer: Trainer,
  {
    rows,
    evaluates,
    documents,
  }: {
    readonly rows: number;
    readonly evaluates: boolean;
    /** Whether batches say which document each place belongs to. */
    readonly documents: boolean;
  },
): Promise<ProgramEstimates | null> {
  if (engine.estimate === undefined) return null;
  const training: NamedEstimate[] = [];
  await trainer.compile(estimatingEngine(engine, trainer.model, rows, training), { documents });
  const evaluation: NamedEstimate[] = [];
  if (evaluates) {
    const estimating = estimatingEngine(engine, trainer.model, SCORED_ROWS, evaluation);
    await compileEvaluation(estimating, trainer.model, { documents });
  }
  return { training, evaluation: evaluation[0] ?? null };
}

/** An engine that estimates what it should compile. */
function estimatingEngine(
  engine: Engine,
  model: LanguageModel,
  rows: number,
  estimates: NamedEstimate[],
): Engine {
  const { context } = model.shape;
  const random = new Map(
    model.randomInputs.map((input) => [randomInputName(input.site), input.shape(rows, context)]),
  );
  /** Open sizes are those of a batch: rows, then tokens. */
  const close = (input: string, { shape, dtype }: TensorSpec): TensorSpec => ({
    shape: random.get(input) ?? shape.map((size, axis) => size ?? (axis === 0 ? rows : context)),
    dtype,
  });
  return delegateEngine(engine, {
    async compile<I extends string, O extends string>(
      ...[name, fn, { inputs, state }]: Parameters<typeof engine.compile<I, O>>
    ): Promise<Program<I, O>> {
      const closed = Object.entries<TensorSpec>(inputs).map(([input, spec]) => [input, close(input, spec)]);
      const spec = { inputs: Object.fromEntries(closed) as Record<I, TensorSpec>, state };
      const estimate = await engine.estimate!(name, fn, spec);
      estimates.push({ program: name, ...estimate });
      return {
        name,
        run: async () => ({}) as never,
        dispose: () => undefined,
      };
    },
  });
}
