// A traced program that ONNX Runtime and loops of WebAssembly compute in turns, for one set of input shapes.
import type { DType, HostTensor } from '@codex-ml/plugin-api';
import { HOST_ARRAYS } from '@codex-ml/tfjs';
import type { InferenceSession } from 'onnxruntime-node';
import { uniformValue } from '../graph/operators.js';
import type { Value } from '../graph/value.js';
import { bindLoopStep } from '../loops/loop-step.js';
import { RegionFunctions } from '../loops/region-functions.js';
import { checkMemory } from '../memory/check-memory.js';
import { GraphMemory, type ValueArray } from '../memory/graph-memory.js';
import { OutOfMemory, type SharedMemory } from '../memory/shared-memory.js';
import { type PerProfile, perProfile } from '../profile/per-profile.js';
import type { ProfiledSession } from '../profile/profile-collector.js';
import { type ProfiledSteps, profileSteps } from '../profile/profile-steps.js';
import { recognise } from '../rewrite/recognise.js';
import { simplify } from '../rewrite/simplify.js';
import { turnOperands } from '../rewrite/turn-operands.js';
import { encodeSegment } from '../stages/encode-segment.js';
import { hostSteps } from '../stages/host-steps.js';
import { bindOnnxStep, type RunnableStep } from '../stages/onnx-step.js';
import { placeValues } from '../stages/place-values.js';
import { planTurns, planWhole, type StepPlan } from '../stages/plan-steps.js';
import { rootOf } from '../stages/root-of.js';
import { TurnSessions, type TurnTools } from '../stages/turn-sessions.js';
import { getStored } from '../state/get-stored.js';
import type { TracedProgram } from '../tracing/trace-program.js';
import type { CompiledGraph } from './compiled-graph.js';
import { readBytes } from './plan-outputs.js';
import type { Runtime } from './runtime.js';

export interface StagingTools extends TurnTools {
  readonly runtime: Runtime;
  readonly memory: SharedMemory;
  /** Elements of an array from which on loops pay. */
  readonly large: number;
  /** A session of onnxruntime-node. */
  readonly createSession: (
    program: string,
    bytes: Uint8Array,
    profiled?: ProfiledSession,
  ) => Promise<InferenceSession>;
}

/**
 * Undefined when the shared memory does not take the arrays of the program: one is larger than a bank, or there is no more address
 * space.
 * @throws CML5124 when the machine has not the memory for them
 */
export async function compileStaged(
  tools: StagingTools,
  name: string,
  traced: TracedProgram,
): Promise<CompiledGraph | undefined> {
  const { runtime, memory: shared, team } = tools;
  const { tf, backend, ort } = runtime;
  const { plan, program } = planProgram(traced, tools);
  const { feeds, state, updates, outputs } = program;
  const placement = placeValues(plan, state, updates, [...outputs.values()]);
  const constants = [...plan.sources].filter((root) => !feeds.has(root) && !state.has(root));
  if (constants.some((root) => constantBytes(root) === undefined)) return undefined;
  checkMemory(name, placement, shared, (variable) => getStored(tf, backend, variable));

  let memory: GraphMemory | undefined;
  let sessions: TurnSessions | undefined;
  let functions: RegionFunctions | undefined;
  let profile: PerProfile<ProfiledSteps> | undefined;
  const release = async (): Promise<void> => {
    await profile?.release();
    await sessions?.release();
    memory?.release();
    functions?.release();
  };
  try {
    memory = new GraphMemory(shared, tf, backend, placement);
    for (const root of constants) fillConstant(root, memory);
    sessions = new TurnSessions(tools, name, memory, plan.steps.length === 1);
    const loops = plan.steps.filter((step) => step.kind === 'loops');
    functions = new RegionFunctions(loops, memory, team);
    const bindHostStep = hostSteps(plan.steps, memory, team);
    const steps: RunnableStep[] = [];
    for (const step of plan.steps) {
      if (step.kind === 'onnx') {
        steps.push(await sessions.bind(step));
      } else if (step.kind === 'loops') {
        steps.push(bindLoopStep(step.region, functions, memory, team));
      } else steps.push(bindHostStep(step));
    }
    return stagedGraph(memory, steps);
  } catch (error) {
    await release();
    if (error instanceof OutOfMemory) return undefined;
    throw error;
  }

  function profileOf(arrays: GraphMemory, steps: readonly RunnableStep[]): PerProfile<ProfiledSteps> {
    return perProfile(
      runtime.profiler,
      (recorder) =>
        profileSteps(recorder, {
          ...{ program: name, plan: plan.steps, steps, state },
          encode: (step) => encodeSegment(step.nodes, step.outputs),
          createSession: (bytes, profiled) => tools.createSession(name, bytes, profiled),
          bind: (session, segment) => bindOnnxStep(session, segment, arrays, ort.Tensor),
        }),
      async ({ sessions: own }) => {
        await Promise.all(own.map((session) => session.release()));
      },
    );
  }

  function stagedGraph(arrays: GraphMemory, steps: readonly RunnableStep[]): CompiledGraph {
    const profiling = profileOf(arrays, steps);
    profile = profiling;
    const feedCopies = [...feeds].filter(([root]) => placement.places.has(root));
    return {
      outputs: [...outputs.keys()],
      async run(given, wanted) {
        const before = new Map<Value, ValueArray>();
        for (const output of wanted) {
          const root = rootOf(outputs.get(output)!);
          const variable = state.get(root);
          if (variable !== undefined) before.set(root, getStored(tf, backend, variable).copy());
        }
        for (const [root, feed] of feedCopies) {
          (arrays.viewOf(root) as Float32Array).set(given[feed]!.data);
        }
        runtime.noteRun(arrays.bytes);
        const profiled = await profiling.get();
        for (const step of profiled?.steps ?? steps) {
          // Most steps are done when they return, in a few microseconds; waiting for nothing would take as long.
          const running = step.run();
          if (running !== undefined) await running;
        }
        const results = Object.fromEntries(
          wanted.map((output) => [output, readOutput(outputs.get(output)!, given, before)]),
        );
        // All sources are read before any variable changes.
        const copies = [...placement.copied].map(([variable, root]) => {
          const stored = getStored(tf, backend, variable);
          (stored.spare as Float32Array).set(arrays.viewOf(root) as Float32Array);
          return stored;
        });
        for (const variable of placement.swapped) getStored(tf, backend, variable).swap();
        for (const stored of copies) stored.swap();
        return results;
      },
      release,
    };

    function readOutput(
      value: Value,
      given: Readonly<Record<string, HostTensor>>,
      before: ReadonlyMap<Value, ValueArray>,
    ): HostTensor {
      const root = rootOf(value);
      const dtype = value.dtype as DType;
      const feed = feeds.get(root);
      const data = (): HostTensor['data'] => {
        if (root.source.kind === 'constant') return readBytes(root.source.bytes, HOST_ARRAYS[dtype]);
        if (feed !== undefined) return given[feed]!.data.slice();
        return (before.get(root) ?? arrays.viewOf(root)).slice() as HostTensor['data'];
      };
      return { shape: [...value.shape], dtype, data: data() };
    }
  }
}

/** In turns where loops pay, else all in ONNX Runtime. */
export function planProgram(
  traced: TracedProgram,
  { large, native, team }: Pick<StagingTools, 'large' | 'native' | 'team'>,
): { readonly program: TracedProgram; readonly plan: StepPlan } {
  const simplified = turnOperands(simplify(traced));
  const valuesOf = ({ updates, outputs }: TracedProgram) =>
    [[...updates.values()], [...outputs.values()]] as const;
  const turns = planTurns(...valuesOf(simplified), large, native === null ? 1 : team.size);
  if (turns !== undefined) return { program: simplified, plan: turns };
  const program = recognise(traced);
  return { program, plan: planWhole(...valuesOf(program)) };
}

/** The bytes of a constant, or of a filled array. */
function constantBytes(root: Value): Uint8Array | number | undefined {
  return root.source.kind === 'constant' ? root.source.bytes : uniformValue(root);
}

function fillConstant(root: Value, memory: GraphMemory): void {
  const content = constantBytes(root)!;
  const view = memory.viewOf(root);
  if (typeof content === 'number') (view as Float32Array).fill(content);
  else new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(content);
}
