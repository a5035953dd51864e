// Hands the programs of a run to whoever asks what they take, in place of compiling them.
import type {
  Engine,
  LanguageModel,
  Program,
  ProgramFunction,
  ProgramSpec,
  TensorSpec,
} from '@codex-ml/plugin-api';
import { randomInputName } from '../programs/batch-feeds.js';
import { compileEvaluation } from '../programs/evaluation-program.js';
import type { Trainer } from '../run/build-trainer.js';
import { delegateEngine } from './delegate-engine.js';

/** A program as it would be compiled, for batches of some number of rows. */
export interface SeenProgram {
  readonly name: string;
  readonly fn: ProgramFunction<string, string>;
  /** Its specification with all sizes known. */
  readonly specFor: (rows: number) => ProgramSpec<string>;
}

export interface SeenPrograms<T> {
  /** The programs of an update: the first runs once for each micro-batch, a second one once. */
  readonly training: readonly T[];
  /** Scoring a batch; null without a validation split. */
  readonly evaluation: T | null;
}

export interface ProgramsToSee {
  readonly evaluates: boolean;
  /** Whether batches say which document each place belongs to. */
  readonly documents: boolean;
}

export async function lookAtPrograms<T>(
  engine: Engine,
  trainer: Pick<Trainer, 'model' | 'compile'>,
  { evaluates, documents }: ProgramsToSee,
  look: (program: SeenProgram, kind: 'training' | 'evaluation') => Promise<T>,
): Promise<SeenPrograms<T>> {
  const { model } = trainer;
  const training: T[] = [];
  const seeing = (kind: 'training' | 'evaluation', found: T[]) =>
    seeingEngine(engine, model, async (program) => {
      found.push(await look(program, kind));
    });
  const programs = await trainer.compile(seeing('training', training), { documents });
  programs.dispose();
  const evaluation: T[] = [];
  if (evaluates) await compileEvaluation(seeing('evaluation', evaluation), model, { documents });
  return { training, evaluation: evaluation[0] ?? null };
}

/** An engine that shows what it should compile. */
function seeingEngine(
  engine: Engine,
  model: LanguageModel,
  see: (program: SeenProgram) => Promise<void>,
): Engine {
  const { context } = model.shape;
  return delegateEngine(engine, {
    async compile<I extends string, O extends string>(
      ...[name, fn, { inputs, state }]: Parameters<typeof engine.compile<I, O>>
    ): Promise<Program<I, O>> {
      const specFor = (rows: number): ProgramSpec<string> => {
        const random = new Map(
          model.randomInputs.map((input) => [randomInputName(input.site), input.shape(rows, context)]),
        );
        /** Open sizes are those of a batch: rows, then tokens. */
        const close = (input: string, { shape, dtype }: TensorSpec): TensorSpec => ({
          shape: random.get(input) ?? shape.map((size, axis) => size ?? (axis === 0 ? rows : context)),
          dtype,
        });
        const closed = Object.entries<TensorSpec>(inputs).map(([input, spec]) => [input, close(input, spec)]);
        return { inputs: Object.fromEntries(closed), state };
      };
      await see({ name, fn, specFor });
      return { name, run: async () => ({}) as never, dispose: () => undefined };
    },
  });
}
