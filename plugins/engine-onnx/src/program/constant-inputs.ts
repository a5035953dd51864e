// The large constants of one graph as tensors: views of the host's arrays, or arrays on the device. Both are made once.
import type { Tensor } from 'onnxruntime-node';
import type { Graph } from '../graph/graph.js';
import { findLiveParts } from '../graph/live-values.js';
import { sizeOfShape, type Value } from '../graph/value.js';
import { VALUE_ARRAYS } from '../memory/graph-memory.js';
import { encodeModel } from '../proto/encode-model.js';
import { tensorOver } from '../stages/onnx-step.js';
import { bytesOfValue } from '../stages/place-values.js';
import { createSession, releaseSession } from './create-session.js';
import { findConstantInputs, isLargeConstant } from './find-constant-inputs.js';
import type { Runtime } from './runtime.js';
import { stayingOnDevice } from './staying-on-device.js';

type Ort = Runtime['ort'];

export interface ConstantInputs {
  /** For `encodeModel`. */
  readonly names: ReadonlyMap<Value, string>;
  /** What a session with these inputs is fed. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly bytes: number;
  release(): void;
}

/**
 * @param graph takes nodes that copy to the device
 * @throws CML5123 when ONNX Runtime refuses the graph that computes what follows from constants
 */
export async function makeConstantInputs(
  runtime: Runtime,
  program: string,
  graph: Graph,
  outputs: Iterable<Value>,
): Promise<ConstantInputs> {
  const { ort, deviceMemory } = runtime;
  const names = new Map([...findConstantInputs(outputs)].map((value, i) => [value, `constant:${i}`]));
  const views: Record<string, Tensor> = {};
  const computed = new Map<string, Value>();
  for (const [value, name] of names) {
    if (!isLargeConstant(value)) computed.set(name, value);
    else if (deviceMemory === undefined) views[name] = viewOfConstant(ort, value);
    else computed.set(name, graph.add('Identity', [value], value));
  }
  const { results, release } = await computeOnce(runtime, program, computed);
  return {
    names,
    tensors: { ...views, ...results },
    bytes: [...names.keys()].reduce((sum, value) => sum + bytesOfValue(value), 0),
    release,
  };
}

interface Computed {
  readonly results: Readonly<Record<string, Tensor>>;
  release(): void;
}

/** One run of a session of its own; the results stay on the device where there is one. */
async function computeOnce(
  runtime: Runtime,
  program: string,
  outputs: ReadonlyMap<string, Value>,
): Promise<Computed> {
  if (outputs.size === 0) return { results: {}, release: () => undefined };
  const given = new Map<Value, string>();
  const feeds: Record<string, Tensor> = {};
  for (const value of findLiveParts([...outputs.values()]).constants) {
    if (!isLargeConstant(value)) continue;
    const name = `source:${given.size}`;
    given.set(value, name);
    feeds[name] = viewOfConstant(runtime.ort, value);
  }
  const { bytes } = encodeModel(`${program} constants`, outputs, { given });
  const session = await createSession(stayingOnDevice(runtime, outputs.keys()), program, bytes);
  try {
    const results = await session.run(feeds);
    const { deviceMemory } = runtime;
    const releases =
      deviceMemory && Object.values(results).map((tensor) => deviceMemory.hold(tensor, session));
    return {
      results,
      release() {
        for (const release of releases ?? []) release();
      },
    };
  } finally {
    await releaseSession(runtime, session);
  }
}

function viewOfConstant({ Tensor }: Ort, value: Value): Tensor {
  const { buffer, byteOffset } = value.source.kind === 'constant' ? value.source.bytes : NOTHING;
  const view = new VALUE_ARRAYS[value.dtype](buffer, byteOffset, sizeOfShape(value.shape));
  return tensorOver(Tensor, value, view);
}

const NOTHING = new Uint8Array();
