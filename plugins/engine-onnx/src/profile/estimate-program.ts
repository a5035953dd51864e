// What a run of a program would take. The program is traced, but nothing is compiled and no variable needs values.
import {
  codexError,
  type ProgramEstimate,
  type ProgramFunction,
  type ProgramSpec,
  type Variable,
} from '@codex-ml/plugin-api';
import { sizeOf } from '@codex-ml/tfjs';
import { planOutputs, stateOutputs } from '../program/plan-outputs.js';
import type { Runtime } from '../program/runtime.js';
import { planProgram } from '../program/staged-graph.js';
import { placeValues } from '../stages/place-values.js';
import { type Signature, type TracedProgram, traceProgram } from '../tracing/trace-program.js';
import { estimateGraph } from './estimate-graph.js';
import { estimateSteps } from './estimate-steps.js';

type EstimatingRuntime = Pick<Runtime, 'tf' | 'backend' | 'sessionOptions' | 'adapt' | 'loops'>;

/** @throws CML5102 where the specification leaves a size open, and what tracing throws */
export function estimateProgram<I extends string, O extends string>(
  { tf, backend, sessionOptions, adapt, loops }: EstimatingRuntime,
  name: string,
  fn: ProgramFunction<I, O>,
  { inputs, state }: ProgramSpec<I>,
): ProgramEstimate {
  const traced = adapt(traceProgram(tf, backend, name, fn, closedSignature(name, inputs), state));
  const bytesOf = (variables: Iterable<Pick<Variable, 'shape' | 'dtype'>>) =>
    [...variables].reduce(
      (sum, { shape, dtype }) => sum + sizeOf(shape) * tf.util.bytesPerElement(dtype as 'float32'),
      0,
    );
  const withState = ({ doubled, ...estimate }: WorkEstimate): ProgramEstimate => ({
    ...estimate,
    // A variable that changes has a second buffer for its next values, unless it is written in place.
    stateBytes: bytesOf(state) + bytesOf(doubled),
  });
  return withState(
    loops === undefined
      ? estimateWhole(traced, sessionOptions.enableMemPattern === false)
      : estimateStaged(traced, loops),
  );
}

interface WorkEstimate extends Omit<ProgramEstimate, 'stateBytes'> {
  /** Variables that have two buffers. */
  readonly doubled: readonly Variable[];
}

/** In turns of ONNX Runtime and loops. */
function estimateStaged(traced: TracedProgram, loops: NonNullable<Runtime['loops']>): WorkEstimate {
  const { plan, program } = planProgram(traced, loops);
  const placement = placeValues(plan, program.state, program.updates, [...program.outputs.values()]);
  return {
    ...estimateSteps(plan, placement),
    doubled: [...placement.swapped, ...placement.copied.keys()],
  };
}

/** As one session of ONNX Runtime. */
function estimateWhole(traced: TracedProgram, exact: boolean): WorkEstimate {
  const plan = planOutputs(traced);
  const estimate = estimateGraph([...plan.graphOutputs.values()], stateOutputs(plan));
  return {
    ...estimate,
    // With memory patterns ONNX Runtime keeps what the first run took piece by piece, and one block of that size for all others.
    workspaceBytes: (exact ? 1 : 2) * estimate.intermediateBytes,
    doubled: [...plan.updates.keys()].filter((variable) => !plan.inPlace.has(variable)),
  };
}

/** @throws CML5102 where the specification leaves a size open */
export function closedSignature(program: string, inputs: ProgramSpec<string>['inputs']): Signature {
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
