// Counts the bytes of tfjs's data buffers and remembers the most there were. tfjs's own `numBytes` counts a buffer once for each
// tensor that shares it, and knows no peak.
import type { TfCore } from '@codex-ml/plugin-api';

export interface MemoryWatch {
  /** Buffers that are alive, each counted once. */
  readonly bytes: number;
  /** The most since this watch began. */
  readonly peakBytes: number;
  /** End the watch. */
  stop(): void;
}

interface Counter {
  bytes: number;
  readonly peaks: Set<{ bytes: number }>;
}

const counters = new WeakMap<object, Counter>();

/** Begin a watch. All of one process see the same buffers: engines share one tfjs. */
export function watchMemory(tf: TfCore): MemoryWatch {
  const counter = counterOf(tf);
  const peak = { bytes: counter.bytes };
  counter.peaks.add(peak);
  return {
    get bytes() {
      return counter.bytes;
    },
    get peakBytes() {
      return peak.bytes;
    },
    stop() {
      counter.peaks.delete(peak);
    },
  };
}

/** The counter of tfjs's engine, attached where tfjs begins and ends to know a buffer. */
function counterOf(tf: TfCore): Counter {
  const engine = tf.engine();
  const existing = counters.get(engine);
  if (existing !== undefined) return existing;
  const counter: Counter = { bytes: engine.state.numBytes, peaks: new Set() };
  counters.set(engine, counter);
  const bytesOf = (dataId: object) => {
    const { tensorInfo } = engine.state;
    // `get` would move the data of an id that is not there.
    return tensorInfo.has(dataId) ? tensorInfo.get(dataId)!.bytes : 0;
  };

  const track = engine.trackTensor;
  engine.trackTensor = function (this: typeof engine, tensor, backend) {
    const before = bytesOf(tensor.dataId);
    track.call(this, tensor, backend);
    counter.bytes += bytesOf(tensor.dataId) - before;
    for (const peak of counter.peaks) peak.bytes = Math.max(peak.bytes, counter.bytes);
  };
  const remove = engine.removeDataId;
  engine.removeDataId = function (this: typeof engine, dataId, backend) {
    const before = bytesOf(dataId);
    remove.call(this, dataId, backend);
    counter.bytes += bytesOf(dataId) - before;
  };
  return counter;
}
