// Values in the memory of a device, and the way back to the host.
import { createRequire } from 'node:module';
import type { DType, HostArray } from '@codex-ml/plugin-api';
import { HOST_ARRAYS } from '@codex-ml/tfjs';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Binding } from 'onnxruntime-node/dist/binding.js';
import { encodeIdentity } from '../proto/encode-identity.js';

export interface RemoteArray {
  /** What a session takes as an input. */
  readonly tensor: Tensor;
  readonly bytes: number;
  /** A copy on the host. */
  download(): HostArray;
  /** Gives the memory back. */
  release(): void;
}

/**
 * Takes over results of sessions that stayed on the device. Their memory belongs to the session that made them, and giving it back
 * after that session is gone ends the process; so a session lives as long as its results.
 */
export interface DeviceMemory {
  /** @returns gives the memory back */
  hold(tensor: Tensor, maker: InferenceSession): () => void;
  keep(tensor: Tensor, info: { readonly dtype: DType }, maker: InferenceSession): RemoteArray;
  /** Releases a session that runs no more, as soon as none of its results is left. */
  retire(session: InferenceSession): Promise<void>;
  /** All arrays must have been released. */
  dispose(): void;
}

/**
 * The binding of ONNX Runtime 1.30 cannot read such an array: `getData()` of the tensor ends the process. A graph that copies
 * its input to the host does it. The class below the public one is used, as it runs at once: tfjs wants to read without waiting.
 */
export function createDeviceMemory(sessionOptions: InferenceSession.SessionOptions): DeviceMemory {
  const { binding, initOrt } = createRequire(import.meta.url)(
    'onnxruntime-node/dist/binding.js',
  ) as typeof import('onnxruntime-node/dist/binding.js');
  const sessions = new Map<DType, Binding.InferenceSession>();

  function sessionFor(dtype: DType): Binding.InferenceSession {
    let session = sessions.get(dtype);
    if (session === undefined) {
      initOrt();
      session = new binding.InferenceSession();
      const { buffer, byteOffset, byteLength } = encodeIdentity(dtype);
      session.loadModel(buffer as ArrayBuffer, byteOffset, byteLength, sessionOptions);
      sessions.set(dtype, session);
    }
    return session;
  }

  // The last session of a device takes the device with it, and the memory of arrays that are there: this one is always left.
  sessionFor('float32');
  /** How many results of a session are left. */
  const left = new Map<InferenceSession, number>();
  const retired = new Set<InferenceSession>();

  async function releaseUnused(session: InferenceSession): Promise<void> {
    if ((left.get(session) ?? 0) > 0 || !retired.delete(session)) return;
    left.delete(session);
    await session.release();
  }

  function hold(tensor: Tensor, maker: InferenceSession): () => void {
    left.set(maker, (left.get(maker) ?? 0) + 1);
    return () => {
      tensor.dispose();
      left.set(maker, left.get(maker)! - 1);
      void releaseUnused(maker);
    };
  }

  return {
    hold,
    keep: (tensor, { dtype }, maker) => ({
      tensor,
      bytes: tensor.size * HOST_ARRAYS[dtype].BYTES_PER_ELEMENT,
      download() {
        const { y } = sessionFor(dtype).run({ x: tensor }, { y: null }, {});
        return (y as Tensor).data as HostArray;
      },
      release: hold(tensor, maker),
    }),
    retire(session) {
      retired.add(session);
      return releaseUnused(session);
    },
    dispose() {
      for (const session of sessions.values()) session.dispose();
      sessions.clear();
    },
  };
}
