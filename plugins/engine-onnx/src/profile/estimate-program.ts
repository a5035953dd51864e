// What a run of a program would take. The program is traced, but nothing is compiled and no variable needs values.
import {
  codexError,
  type ProgramEstimate,
  type ProgramFunction,
  type ProgramSpec,
} from '@codex-ml/plugin-api';
import { sizeOf } from '@codex-ml/tfjs';
import { planOutputs, stateOutputs } from '../program/plan-outputs.js';
import type { Runtime } from '../program/runtime.js';
import { type Signature, traceProgram } from '../tracing/trace-program.js';
import { estimateGraph } from './estimate-graph.js';

type EstimatingRuntime = Pick<Runtime, 'tf' | 'backend' | 'sessionOptions' | 'adapt' | 'loops'>;

/** @throws CML5102 where the specification leaves a size open, and what tracing throws */
export function estimateProgram<I extends string, O extends string>(
  { tf, backend, sessionOptions, adapt, loops }: EstimatingRuntime,
  name: string,
  fn: ProgramFunction<I, O>,
  { inputs, state }: ProgramSpec<I>,
): ProgramEstimate {
  const traced = adapt(traceProgram(tf, backend, name, fn, closedSignature(name, inputs), state));
  const plan = planOutputs(traced);
  const estimate = estimateGraph([...plan.graphOutputs.values()], stateOutputs(plan));
  const bytesOf = (variables: Iterable<{ readonly shape: number[]; readonly dtype: string }>) =>
    [...variables].reduce(
      (sum, { shape, dtype }) => sum + sizeOf(shape) * tf.util.bytesPerElement(dtype as 'float32'),
      0,
    );
  // With memory patterns ONNX Runtime keeps what the first run took piece by piece, and one block of that size for all others.
  // Programs that it computes together with loops have one block, planned beforehand.
  const blocks = loops !== undefined || sessionOptions.enableMemPattern === false ? 1 : 2;
  const doubled = [...plan.updates.keys()].filter((variable) => !plan.inPlace.has(variable));
  return {
    ...estimate,
    workspaceBytes: blocks * estimate.intermediateBytes,
    // A variable that changes has a second buffer for its next values, unless it is written in place.
    stateBytes: bytesOf(state) + bytesOf(doubled),
  };
}

function closedSignature(program: string, inputs: ProgramSpec<string>['inputs']): Signature {
  return Object.fromEntries(
    Object.entries(inputs).map(([input, { shape, dtype }]) => {
      const sizes = shape.map((size) => {
        if (size !== null) return size;
        throw codexError('CML5102', {
          program,
          input,
          expected: 'a size for every dimension',
          received: `[${shape.map((each) => each ?? '*').join(', ')}]`,
        });
      });
      return [input, { shape: sizes, dtype }];
    }),
  );
}
