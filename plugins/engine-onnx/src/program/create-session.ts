// Sessions of onnxruntime-node, and what becomes of a refusal.
import { codexError } from '@codex-ml/plugin-api';
import type { InferenceSession } from 'onnxruntime-node';
import type { ProfiledSession } from '../profile/profile-collector.js';
import type { Runtime } from './runtime.js';

/** @throws CML5123 when ONNX Runtime refuses the model */
export function createSession(
  { ort, sessionOptions }: Pick<Runtime, 'ort' | 'sessionOptions'>,
  program: string,
  bytes: Uint8Array,
  profiled?: ProfiledSession,
): Promise<InferenceSession> {
  return refusing(program, async () => {
    const session = await ort.InferenceSession.create(bytes, { ...sessionOptions, ...profiled?.options });
    profiled?.attach(session);
    return session;
  });
}

/** A session that runs no more; what it left on a device may still be in use. */
export async function releaseSession(
  { deviceMemory }: Pick<Runtime, 'deviceMemory'>,
  session: InferenceSession,
): Promise<void> {
  await (deviceMemory === undefined ? session.release() : deviceMemory.retire(session));
}

/** @throws CML5123 where `create` throws */
export async function refusing<T>(program: string, create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw codexError('CML5123', { program, message }, { cause });
  }
}
