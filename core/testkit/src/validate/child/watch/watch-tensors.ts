// Notes where the plugin makes tensors that are never disposed of. It reaches into the tfjs engine, and is content where it cannot.
import type { Engine } from '@codex-ml/plugin-api';
import { ownFrame } from './own-frame.js';

export interface TensorWatch {
  /** Places of live tensors of the package that were made after the last call of `forget`, most frequent first. */
  places(): string[];
  forget(): void;
}

interface TfjsEngine {
  trackTensor(tensor: object, backend: unknown): void;
  disposeTensor(tensor: object): void;
}

export function watchTensors(engine: Engine, root: string): TensorWatch {
  const made = new Map<object, string>();
  const tracker = tfjsEngine(engine);
  if (tracker !== undefined) {
    const { trackTensor, disposeTensor } = tracker;
    tracker.trackTensor = (tensor, backend) => {
      const where = ownFrame(new Error().stack, root);
      if (where !== null) made.set(tensor, where);
      trackTensor.call(tracker, tensor, backend);
    };
    tracker.disposeTensor = (tensor) => {
      made.delete(tensor);
      disposeTensor.call(tracker, tensor);
    };
  }
  return {
    places() {
      const counts = new Map<string, number>();
      for (const where of made.values()) counts.set(where, (counts.get(where) ?? 0) + 1);
      return [...counts].sort((a, b) => b[1] - a[1]).map(([where]) => where);
    },
    forget: () => made.clear(),
  };
}

function tfjsEngine({ tf }: Engine): TfjsEngine | undefined {
  const found: unknown = (tf as unknown as { engine?: () => unknown }).engine?.();
  const isKnown =
    typeof found === 'object' && found !== null && 'trackTensor' in found && 'disposeTensor' in found;
  return isKnown ? (found as TfjsEngine) : undefined;
}
