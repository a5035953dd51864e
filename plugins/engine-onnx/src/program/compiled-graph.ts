// A traced program as a session of ONNX Runtime, for one set of input shapes.
import { codexError, type HostTensor, type ProgramFunction, type Variable } from '@codex-ml/plugin-api';
import { HOST_ARRAYS } from '@codex-ml/tfjs';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Value } from '../graph/value.js';
import { estimateGraph } from '../profile/estimate-graph.js';
import { type PerProfile, perProfile } from '../profile/per-profile.js';
import type { ProfiledSession, Recorder } from '../profile/profile-collector.js';
import { originsOf } from '../profile/profile-session.js';
import { encodeModel } from '../proto/encode-model.js';
import { getStored } from '../state/get-stored.js';
import { type Signature, traceProgram } from '../tracing/trace-program.js';
import { planOutputs, readBytes, stateOutputs } from './plan-outputs.js';
import { type Runtime, viewOf } from './runtime.js';
import { compileStaged } from './staged-graph.js';

type Results = Readonly<Record<string, Tensor>>;
type DataOf = HostTensor['data'];
type Dtype = HostTensor['dtype'];

export interface CompiledGraph {
  readonly outputs: readonly string[];
  /** @param wanted names among `outputs` */
  run(
    feeds: Readonly<Record<string, HostTensor>>,
    wanted: readonly string[],
  ): Promise<Record<string, HostTensor>>;
  release(): Promise<void>;
}

/**
 * Threads of ONNX Runtime that look for work for a short time only, in microseconds: each session has its own, and those that
 * look take the cores from the loops and from the next session.
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
  const { tf, backend, ort } = runtime;
  for (const variable of state) getStored(tf, backend, variable);
  const traced = runtime.adapt(traceProgram(tf, backend, name, fn, signature, state));
  if (runtime.loops !== undefined) {
    const stagedRuntime = { ...runtime, sessionOptions: { ...runtime.sessionOptions, extra: SHORT_SPIN } };
    const createFor = (program: string, bytes: Uint8Array, profiled?: ProfiledSession) =>
      createSession(stagedRuntime, program, bytes, profiled);
    const staged = await compileStaged({ runtime, ...runtime.loops, createSession: createFor }, name, traced);
    if (staged !== undefined) return staged;
  }
  const { graphOutputs, updates, inPlace, outputs } = planOutputs(traced);
  const model = graphOutputs.size === 0 ? undefined : encodeModel(name, graphOutputs);
  const { deviceMemory } = runtime;
  const onDevice = stayingOnDevice(runtime, updates.values());
  const session = model === undefined ? undefined : await createSession(onDevice, name, model.bytes);
  const profile = profileGraph(onDevice, name, graphOutputs, traced.state);
  const { intermediateBytes } = estimateGraph(
    [...graphOutputs.values()],
    stateOutputs({ graphOutputs, updates }),
  );

  const used = new Set(model?.inputs ?? []);
  const usedFeeds = [...traced.feeds].filter(([value]) => used.has(inputName(value)));
  const usedState = [...traced.state].filter(([value]) => used.has(inputName(value)));
  const storedOf = (variable: Variable) => getStored(tf, backend, variable);

  async function runSession(
    feeds: Readonly<Record<string, HostTensor>>,
    wanted: readonly string[],
  ): Promise<Results> {
    const fetches: Record<string, Tensor | null> = {};
    const takers = [...updates].flatMap(([variable, output]): ((results: Results) => void)[] => {
      const stored = storedOf(variable);
      if (deviceMemory !== undefined) {
        fetches[output] = null;
        return [(results) => stored.moveTo(deviceMemory.keep(results[output]!, stored))];
      }
      const replaces = inPlace.has(variable);
      const array = replaces ? stored.current : stored.spare;
      fetches[output] = viewOf(ort, stored.dtype, array, stored.shape);
      return replaces ? [] : [() => stored.swap()];
    });
    for (const output of wanted) {
      const { source } = outputs.get(output)!;
      if (source.from === 'graph') fetches[source.name] = null;
    }
    if (session === undefined || Object.keys(fetches).length === 0) return {};
    const given: Record<string, Tensor> = {};
    for (const [value, feed] of usedFeeds) {
      const { dtype, data, shape } = feeds[feed]!;
      given[inputName(value)] = new ort.Tensor(dtype, data as Float32Array, shape);
    }
    for (const [value, variable] of usedState) {
      const stored = storedOf(variable);
      const remote = deviceMemory === undefined ? undefined : stored.remote;
      given[inputName(value)] = remote?.tensor ?? viewOf(ort, stored.dtype, stored.current, stored.shape);
    }
    runtime.noteRun(intermediateBytes);
    const timed = await profile.get();
    const results = await (timed === undefined
      ? session.run(given, fetches)
      : timed.profiled.run(() => timed.session.run(given, fetches)));
    for (const take of takers) take(results);
    return results;
  }

  return {
    outputs: [...outputs.keys()],
    async run(feeds, wanted) {
      const before = new Map<string, DataOf>();
      for (const output of wanted) {
        const { source } = outputs.get(output)!;
        if (source.from === 'before') before.set(output, storedOf(source.variable).copy());
      }
      const results = await runSession(feeds, wanted);
      const taken = new Set<DataOf>();
      const dataOf = (output: string): DataOf => {
        const { value, source } = outputs.get(output)!;
        switch (source.from) {
          case 'graph': {
            const data = results[source.name]!.data as DataOf;
            // Two outputs of one value: each gets its own array.
            if (taken.has(data)) return data.slice();
            taken.add(data);
            return data;
          }
          case 'after':
            return storedOf(source.variable).copy();
          case 'before':
            return before.get(output)!;
          case 'feed':
            return feeds[source.feed]!.data.slice();
          case 'constant':
            return readBytes(source.bytes, HOST_ARRAYS[value.dtype as Dtype]);
        }
      };
      return Object.fromEntries(
        wanted.map((output) => {
          const { shape, dtype } = outputs.get(output)!.value;
          return [output, { shape: [...shape], dtype: dtype as Dtype, data: dataOf(output) }];
        }),
      );
    },
    async release() {
      await profile.release();
      await session?.release();
    },
  };
}

/** With options by which these outputs are left where they were computed. */
function stayingOnDevice(runtime: Runtime, outputs: Iterable<string>): Runtime {
  const locations = Object.fromEntries([...outputs].map((output) => [output, 'gpu-buffer' as const]));
  if (runtime.deviceMemory === undefined || Object.keys(locations).length === 0) return runtime;
  return { ...runtime, sessionOptions: { ...runtime.sessionOptions, preferredOutputLocation: locations } };
}

interface TimedSession {
  readonly profiled: ProfiledSession;
  readonly session: InferenceSession;
}

/** The session again for each profile. */
function profileGraph(
  runtime: Runtime,
  program: string,
  outputs: ReadonlyMap<string, Value>,
  state: ReadonlyMap<Value, Variable>,
): PerProfile<TimedSession> {
  const make = async (recorder: Recorder): Promise<TimedSession> => {
    const { bytes, nodes } = encodeModel(program, outputs);
    const profiled = recorder.openSession(
      program,
      originsOf(recorder, nodes, (value) => state.get(value)),
    );
    return { profiled, session: await createSession(runtime, program, bytes, profiled) };
  };
  return perProfile(runtime.profiler, make, ({ session }) => session.release());
}

function inputName({ source }: Value): string {
  return source.kind === 'input' ? source.name : '';
}

async function createSession(
  { ort, sessionOptions }: Runtime,
  program: string,
  bytes: Uint8Array,
  profiled?: ProfiledSession,
): Promise<InferenceSession> {
  try {
    const session = await ort.InferenceSession.create(bytes, { ...sessionOptions, ...profiled?.options });
    profiled?.attach(session);
    return session;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML5123', { program, message }, { cause });
  }
}
