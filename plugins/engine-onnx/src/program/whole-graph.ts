// A traced program as one session of onnxruntime-node: for devices other than the CPU, and where nothing else can be had.
import type { HostTensor, Variable } from '@codex-ml/plugin-api';
import { HOST_ARRAYS } from '@codex-ml/tfjs';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Value } from '../graph/value.js';
import { estimateGraph } from '../profile/estimate-graph.js';
import { type PerProfile, perProfile } from '../profile/per-profile.js';
import type { ProfiledSession, Recorder } from '../profile/profile-collector.js';
import { originsOf } from '../profile/profile-session.js';
import { type EncodedModel, encodeModel } from '../proto/encode-model.js';
import { recognise } from '../rewrite/recognise.js';
import { getStored } from '../state/get-stored.js';
import type { TracedProgram } from '../tracing/trace-program.js';
import type { CompiledGraph } from './compiled-graph.js';
import { type ConstantInputs, makeConstantInputs } from './constant-inputs.js';
import { createSession, releaseSession } from './create-session.js';
import { planOutputs, readBytes, stateOutputs } from './plan-outputs.js';
import { type Runtime, viewOf } from './runtime.js';
import { stayingOnDevice } from './staying-on-device.js';

type Results = Readonly<Record<string, Tensor>>;
/** Makes what a session wrote the values of a variable. */
type Taker = (results: Results, maker: InferenceSession) => void;
type DataOf = HostTensor['data'];
type Dtype = HostTensor['dtype'];

/** @throws CML5123 when ONNX Runtime refuses the graph */
export async function compileWhole(
  runtime: Runtime,
  name: string,
  traced: TracedProgram,
): Promise<CompiledGraph> {
  const { tf, backend, ort } = runtime;
  const whole = recognise(traced);
  const { graphOutputs, updates, inPlace, outputs } = planOutputs(whole);
  const constants = await makeConstantInputs(runtime, name, whole.graph, graphOutputs.values());
  const encode = () => encodeModel(name, graphOutputs, { given: constants.names });
  const model = graphOutputs.size === 0 ? undefined : encode();
  const { deviceMemory } = runtime;
  const onDevice = stayingOnDevice(runtime, updates.values());
  const session =
    model === undefined ? undefined : await createOrRelease(onDevice, name, model.bytes, constants);
  const profile = profileGraph(onDevice, name, encode, whole.state);
  const { intermediateBytes } = estimateGraph(
    [...graphOutputs.values()],
    stateOutputs({ graphOutputs, updates }),
  );

  const used = new Set(model?.inputs ?? []);
  const usedFeeds = [...whole.feeds].filter(([value]) => used.has(inputName(value)));
  const usedState = [...whole.state].filter(([value]) => used.has(inputName(value)));
  const storedOf = (variable: Variable) => getStored(tf, backend, variable);

  async function runSession(
    feeds: Readonly<Record<string, HostTensor>>,
    wanted: readonly string[],
  ): Promise<Results> {
    const fetches: Record<string, Tensor | null> = {};
    const takers = [...updates].flatMap(([variable, output]): Taker[] => {
      const stored = storedOf(variable);
      if (deviceMemory !== undefined) {
        fetches[output] = null;
        return [(results, maker) => stored.moveTo(deviceMemory.keep(results[output]!, stored, maker))];
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
    const given: Record<string, Tensor> = { ...constants.tensors };
    for (const [value, feed] of usedFeeds) {
      const { dtype, data, shape } = feeds[feed]!;
      given[inputName(value)] = new ort.Tensor(dtype, data as Float32Array, shape);
    }
    for (const [value, variable] of usedState) {
      const stored = storedOf(variable);
      const remote = deviceMemory === undefined ? undefined : stored.remote;
      given[inputName(value)] = remote?.tensor ?? viewOf(ort, stored.dtype, stored.current, stored.shape);
    }
    runtime.noteRun(intermediateBytes + constants.bytes);
    const timed = await profile.get();
    const maker = timed?.session ?? session;
    const runIt = () => maker.run(given, fetches);
    const results = await (timed === undefined ? runIt() : timed.profiled.run(runIt));
    for (const take of takers) take(results, maker);
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
      if (session !== undefined) await releaseSession(runtime, session);
      constants.release();
    },
  };
}

/** Of a session that is refused nothing is left. */
async function createOrRelease(
  runtime: Runtime,
  program: string,
  bytes: Uint8Array,
  constants: ConstantInputs,
): Promise<InferenceSession> {
  try {
    return await createSession(runtime, program, bytes);
  } catch (error) {
    constants.release();
    throw error;
  }
}

interface TimedSession {
  readonly profiled: ProfiledSession;
  readonly session: InferenceSession;
}

/** The session again for each profile. */
function profileGraph(
  runtime: Runtime,
  program: string,
  encode: () => EncodedModel,
  state: ReadonlyMap<Value, Variable>,
): PerProfile<TimedSession> {
  const make = async (recorder: Recorder): Promise<TimedSession> => {
    const { bytes, nodes } = encode();
    const profiled = recorder.openSession(
      program,
      originsOf(recorder, nodes, (value) => state.get(value)),
    );
    return { profiled, session: await createSession(runtime, program, bytes, profiled) };
  };
  return perProfile(runtime.profiler, make, ({ session }) => releaseSession(runtime, session));
}

function inputName({ source }: Value): string {
  return source.kind === 'input' ? source.name : '';
}
