// The training step of a small transformer, and small functions, as traced programs.

import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import { type TracedProgram, traceProgram } from '@codex-ml/engine-onnx/dist/tracing/trace-program.js';
import gpt from '@codex-ml/models/dist/gpt.js';
import adamw from '@codex-ml/optimizers/dist/adamw.js';
import type { Engine, ProgramFunction, ProgramSpec } from '@codex-ml/plugin-api';
import { compileTraining, createRng } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';

const [ROWS, LENGTH, VOCABULARY] = [3, 8, 13];

/** Open sizes of inputs are rows, then tokens. */
function traceFor(
  { tf }: Engine,
  name: string,
  fn: ProgramFunction<string, string>,
  spec: ProgramSpec<string>,
): TracedProgram {
  const signature = Object.fromEntries(
    Object.entries(spec.inputs).map(([input, { shape, dtype }]) => [
      input,
      { dtype, shape: shape.map((size, axis) => size ?? (axis === 0 ? ROWS : LENGTH)) },
    ]),
  );
  return traceProgram(tf, getTraceBackend(tf), name, fn, signature, spec.state);
}

/** Forward pass, gradients, clipping and AdamW of a GPT. @param engine an eager one, so that nothing is compiled */
export async function traceTraining(engine: Engine, layers: number): Promise<TracedProgram> {
  const ctx = testContext({ id: 'test' });
  const { tf, features } = engine;
  const model = await gpt.create({
    ...{ ctx, tf, features, vocabularySize: VOCABULARY, rng: createRng(5) },
    options: gpt.options.parse({ layers, heads: 2, width: 16, context: LENGTH }),
  });
  const optimizer = await adamw.create({
    ...{ ctx, tf, parameters: model.parameters },
    options: adamw.options.parse({ lr: 0.01 }),
  });
  let traced: TracedProgram | undefined;
  const programs = await compileTraining({
    engine: {
      ...engine,
      compile(name, fn, spec) {
        traced = traceFor(engine, name, fn, spec);
        return engine.compile(name, fn, spec);
      },
    },
    ...{ model, optimizer, clip: 1, accumulate: 1, added: [] },
    transformGradients: (gradients) => gradients,
    afterUpdate: () => {},
  });
  programs.dispose();
  for (const { variable } of [...model.parameters, ...optimizer.state]) variable.dispose();
  return traced!;
}
