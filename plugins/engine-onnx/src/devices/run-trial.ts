// Runs a product on a device and says whether the device itself did it.
import { firstLineOf } from '@codex-ml/tfjs';
import type { InferenceSession } from 'onnxruntime-node';
import type { ValueType } from '../graph/value.js';
import type { Device } from './device-support.js';
import { type ProductOperator, trialInput, trialModel } from './trial-model.js';

type Ort = typeof import('onnxruntime-node');

export interface TrialTools {
  readonly ort: Ort;
  readonly device: Device;
  readonly sessionOptions: InferenceSession.SessionOptions;
}

/** Providers hand operators that they lack to the CPU, unless they must not. */
const NO_FALLBACK = { session: { disable_cpu_ep_fallback: '1' } };

/** @returns null when the product came out right, else why not, in one line */
export async function runTrial(
  { ort, device, sessionOptions }: TrialTools,
  product: ProductOperator,
  type: ValueType,
): Promise<string | null> {
  let session: InferenceSession | undefined;
  try {
    session = await ort.InferenceSession.create(trialModel(product, type), {
      ...sessionOptions,
      ...(device === 'cpu' ? {} : { extra: NO_FALLBACK }),
    });
    const { data, shape } = trialInput();
    const { y } = await session.run({ x: new ort.Tensor('float32', data, shape) });
    const result = (await y!.getData()) as Float32Array;
    return result.every((value, i) => value === data[i]) ? null : 'the product of two matrices is wrong';
  } catch (error) {
    return shorten(firstLineOf(error));
  } finally {
    // Writes the profile, where one is taken.
    session?.endProfiling();
    await session?.release();
  }
}

/** Messages of ONNX Runtime begin with the file, line and function of its own sources. */
function shorten(message: string): string {
  return message.replace(/^(?:Exception during initialization: )?\S*\.cc:\d+ .* was false\. /, '').trim();
}
