// The steps of a staged graph as a profile sees them: turns of ONNX Runtime with sessions that are timed, and everything else as
// sections of the engine.
import type { Variable } from '@codex-ml/plugin-api';
import type { InferenceSession } from 'onnxruntime-node';
import type { Node, Value } from '../graph/value.js';
import { SCATTER_ADD } from '../rewrite/simplify.js';
import type { Segment } from '../stages/encode-segment.js';
import type { RunnableStep } from '../stages/onnx-step.js';
import { bytesOfValue } from '../stages/place-values.js';
import type { Step } from '../stages/plan-steps.js';
import { rootOf } from '../stages/root-of.js';
import { operatorFlops } from './operator-flops.js';
import type { ProfiledSession, Recorder } from './profile-collector.js';
import { firstName, originsOf } from './profile-session.js';

export interface ProfiledSteps {
  readonly steps: readonly RunnableStep[];
  readonly sessions: readonly InferenceSession[];
}

export interface StepsToProfile {
  readonly program: string;
  readonly plan: readonly Step[];
  /** The steps as they run without a profile. */
  readonly steps: readonly RunnableStep[];
  /** The variable that a root stands for. */
  readonly state: ReadonlyMap<Value, Variable>;
  readonly encode: (step: Step & { readonly kind: 'onnx' }) => Segment;
  readonly createSession: (bytes: Uint8Array, profiled: ProfiledSession) => Promise<InferenceSession>;
  readonly bind: (session: InferenceSession, segment: Segment) => RunnableStep;
}

export async function profileSteps(
  recorder: Recorder,
  { program, plan, steps, state, encode, createSession, bind }: StepsToProfile,
): Promise<ProfiledSteps> {
  const sessions = new Map<
    string,
    { readonly profiled: ProfiledSession; readonly session: InferenceSession }
  >();
  const variableOf = (value: Value) => state.get(rootOf(value));

  async function openSession({ model }: Segment) {
    const key = Buffer.from(model.bytes).toString('latin1');
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const profiled = recorder.openSession(program);
    const opened = { profiled, session: await createSession(model.bytes, profiled) };
    sessions.set(key, opened);
    return opened;
  }

  const made: RunnableStep[] = [];
  for (const [i, step] of plan.entries()) {
    const plain = steps[i]!;
    if (step.kind === 'onnx') {
      const segment = encode(step);
      const { profiled, session } = await openSession(segment);
      const bound = bind(session, segment);
      const inputOf = (value: Value) =>
        value.source.kind === 'input'
          ? variableOf(segment.inputs.get(value.source.name) ?? value)
          : undefined;
      const place = { prefix: `${i}/`, originOf: originsOf(recorder, segment.model.nodes, inputOf) };
      made.push({ run: () => profiled.run(() => bound.run(), place) });
    } else {
      const section =
        step.kind === 'loops'
          ? describeLoops(recorder, step, variableOf)
          : describeNodes(recorder, step.kind === 'single' ? [step.node] : step.nodes, variableOf);
      const info = { program, name: `${i}/${section.operator}`, ...section };
      made.push({ run: () => recorder.section(info, () => plain.run()) });
    }
  }
  return { steps: made, sessions: [...sessions.values()].map(({ session }) => session) };
}

/** Work that one pass over the arrays does for several operators. */
function describeLoops(
  recorder: Recorder,
  { region, outputs }: Step & { readonly kind: 'loops' },
  variableOf: (value: Value) => Variable | undefined,
) {
  return {
    operator: 'Loops',
    bytes: [...region.reads, ...outputs].reduce((sum, value) => sum + bytesOfValue(value), 0),
    variable: firstName(recorder, [...region.reads], variableOf),
    detail: { operators: region.nodes.map(({ node }) => node.op) },
  };
}

/** Nodes that the host computes one by one. */
function describeNodes(
  recorder: Recorder,
  nodes: readonly Node[],
  variableOf: (value: Value) => Variable | undefined,
) {
  const [first] = nodes as [Node];
  const shapes = (values: readonly Value[]) => values.map(({ shape }) => shape);
  const flops = nodes.map(({ op, inputs, outputs }) => operatorFlops(op, shapes(inputs), shapes(outputs)));
  return {
    operator: first.op,
    kernel: first.kernel ?? null,
    bytes: nodes.reduce((sum, node) => sum + bytesOfNode(node), 0),
    ...(flops.includes(null) ? {} : { flops: flops.reduce<number>((sum, each) => sum + each!, 0) }),
    variable: firstName(
      recorder,
      nodes.flatMap(({ inputs }) => inputs),
      variableOf,
    ),
  };
}

function bytesOfNode({ op, inputs, outputs }: Node): number {
  // Places and updates are read, and what lies at the places is read and written.
  if (op === SCATTER_ADD) return bytesOfValue(inputs[1]!) + 3 * bytesOfValue(inputs[2]!);
  return [...inputs, ...outputs].reduce((sum, value) => sum + bytesOfValue(value), 0);
}
