// Traces a program and decides how it is run: in turns with loops where the CPU computes, else as one session.
import type { ProgramFunction, Variable } from '@codex-ml/plugin-api';
import type { ProfiledSession } from '../profile/profile-collector.js';
import { nativeSegmentSession, nodeSegmentSession, type SegmentSession } from '../stages/segment-session.js';
import type { SessionUse } from '../stages/turn-sessions.js';
import { getStored } from '../state/get-stored.js';
import { BACKEND } from '../tracing/trace-backend.js';
import { type Signature, traceProgram } from '../tracing/trace-program.js';
import { withBackend } from '../tracing/with-backend.js';
import type { CompiledGraph } from './compiled-graph.js';
import { createSession, refusing } from './create-session.js';
import type { Runtime } from './runtime.js';
import { compileStaged, type StagingTools } from './staged-graph.js';
import { compileWhole } from './whole-graph.js';

/**
 * Threads of ONNX Runtime that look for work for a short time only, in microseconds: each session of onnxruntime-node has its
 * own, and those that look take the cores from the loops and from the next session.
 */
const SHORT_SPIN = { session: { intra_op: { spin_duration_us: '20' } } };

/** @throws CML5123 when ONNX Runtime refuses the graph, and what tracing throws */
export async function compileGraph(
  runtime: Runtime,
  name: string,
  fn: ProgramFunction<string, string>,
  signature: Signature,
  state: readonly Variable[],
): Promise<CompiledGraph> {
  const { tf, backend, loops } = runtime;
  // Changing the backend of tfjs takes a look at all of its kernels, so all variables go in one.
  withBackend(tf, BACKEND, () => {
    for (const variable of state) getStored(tf, backend, variable);
  });
  const traced = runtime.adapt(traceProgram(tf, backend, name, fn, signature, state));
  if (loops === undefined) return compileWhole(runtime, name, traced);
  return (
    (await compileStaged(stagingTools(runtime, loops), name, traced)) ?? compileWhole(runtime, name, traced)
  );
}

/** What programs that run in turns with loops are made with. */
export function stagingTools(runtime: Runtime, loops: NonNullable<Runtime['loops']>): StagingTools {
  const stagedRuntime = { ...runtime, sessionOptions: { ...runtime.sessionOptions, extra: SHORT_SPIN } };
  const createFor = (program: string, bytes: Uint8Array, profiled?: ProfiledSession) =>
    createSession(stagedRuntime, program, bytes, profiled);
  const createSegmentSession = async (
    program: string,
    bytes: Uint8Array,
    use: SessionUse,
  ): Promise<SegmentSession> => {
    const { native, team } = loops;
    if (native === null) return nodeSegmentSession(await createFor(program, bytes), runtime.ort.Tensor);
    const options = { threads: use === 'in one thread' ? 1 : team.size, alone: use === 'alone' };
    return refusing(program, async () => nativeSegmentSession(native, bytes, options));
  };
  return { runtime, ...loops, createSession: createFor, createSegmentSession };
}
