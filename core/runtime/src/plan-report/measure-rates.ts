// How fast this machine is with the chosen engine, from a second of work on it: products of matrices, element by element, and small.
import type { Engine, Tensor, TensorSpec, Variable } from '@codex-ml/plugin-api';
import { median } from './median.js';

export interface EngineRates {
  /** Floating-point operations per second of products as large as the model's. */
  readonly matmulFlops: number;
  /** Bytes per second that operators element by element read and write. */
  readonly bytes: number;
  /** Seconds that an operator takes at least. */
  readonly perOperator: number;
}

/** Seconds for each of the measurements. */
const PATIENCE = { rates: 0.15, peak: 0.4 } as const;
/** Products in a row, so that the start of a run does not count. */
const CHAIN = 6;
const SMALL_CHAIN = 200;
/** Operations of a run of products. */
const MOST_FLOPS = 1e10;
/** Elements of an array that no cache holds. */
const LARGE = 1 << 22;

/**
 * @param sizes of the largest product of the model: tokens of a micro-batch, width of the vectors
 */
export async function measureRates(
  engine: Engine,
  { tokens, width }: { readonly tokens: number; readonly width: number },
): Promise<EngineRates> {
  const inner = Math.max(1, Math.min(width, 2048));
  const most = Math.max(64, Math.floor(MOST_FLOPS / (CHAIN * 8 * inner * inner)));
  const rows = Math.max(1, Math.min(tokens, most));
  const matmul = await timeProducts(engine, [rows, inner, 4 * inner], PATIENCE.rates);
  const adding = await timeChain(engine, 'measure-bytes', [LARGE], 1);
  const small = await timeChain(engine, 'measure-operators', [1], SMALL_CHAIN);
  return {
    matmulFlops: matmul.flops / median(matmul.seconds),
    bytes: (3 * 4 * LARGE) / median(adding),
    perOperator: median(small) / SMALL_CHAIN,
  };
}

/** Sizes of square matrices for the peak; larger ones are left out where they would take too long. */
const PEAK_SIZES = [256, 512, 1024];

/** The highest rate of single-precision products that this machine reaches with the engine, in operations per second. */
export async function measurePeak(engine: Engine): Promise<number> {
  let peak = 0;
  for (const size of PEAK_SIZES) {
    if (peak > 0 && (CHAIN * 2 * size ** 3) / peak > 2 * PATIENCE.peak) break;
    const { flops, seconds } = await timeProducts(engine, [size, size, size], PATIENCE.peak);
    peak = Math.max(peak, flops / Math.min(...seconds));
  }
  return peak;
}

/** Seconds of runs that multiply [rows, inner] by [inner, outer] and back, `CHAIN` products each. */
async function timeProducts(
  engine: Engine,
  [rows, inner, outer]: readonly [number, number, number],
  patience: number,
): Promise<{ readonly flops: number; readonly seconds: readonly number[] }> {
  const { tf } = engine;
  const start = filled(engine, [rows, inner], 1);
  // Numbers stay in range: a product has the size of its arguments.
  const there = filled(engine, [inner, outer], 1 / Math.sqrt(inner));
  const back = filled(engine, [outer, inner], 1 / Math.sqrt(outer));
  const seconds = await timeRuns(engine, 'measure-products', [start, there, back], patience, () => {
    let x: Tensor = start;
    for (let i = 0; i < CHAIN; i++) x = tf.matMul(x, i % 2 === 0 ? there : back);
    return x;
  });
  return { flops: CHAIN * 2 * rows * inner * outer, seconds };
}

async function timeChain(
  engine: Engine,
  name: string,
  shape: readonly number[],
  length: number,
): Promise<readonly number[]> {
  const { tf } = engine;
  const [x, y] = [filled(engine, shape, 1), filled(engine, shape, 1)];
  return timeRuns(engine, name, [x, y], PATIENCE.rates, () => {
    let sum: Tensor = x;
    // Alternating, so that no engine can make one operator of two.
    for (let i = 0; i < length; i++) sum = i % 2 === 0 ? tf.maximum(sum, y) : tf.add(sum, y);
    return sum;
  });
}

/** Seconds of each run until the patience is over: one run to warm up, then at least two. */
async function timeRuns(
  engine: Engine,
  name: string,
  state: readonly Variable[],
  patience: number,
  work: () => Tensor,
): Promise<readonly number[]> {
  const { tf } = engine;
  const inputs: Readonly<Record<string, TensorSpec>> = {};
  try {
    const program = await engine.compile(
      name,
      () => {
        const result = work();
        return { first: tf.slice(tf.reshape(result, [-1]), [0], [1]) };
      },
      { inputs, state },
    );
    await program.run({});
    const seconds: number[] = [];
    const end = performance.now() + patience * 1000;
    while (seconds.length < 2 || performance.now() < end) {
      const start = performance.now();
      await program.run({});
      seconds.push((performance.now() - start) / 1000);
    }
    program.dispose();
    return seconds;
  } finally {
    for (const variable of state) variable.dispose();
  }
}

/** Different numbers of both signs, at most `scale`. */
function filled({ tf }: Engine, shape: readonly number[], scale: number): Variable {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = Float32Array.from({ length: size }, (_, i) => scale * (((i * 7919) % 201) / 100 - 1));
  return tf.tidy(() => tf.variable(tf.tensor(values, [...shape], 'float32'), false));
}
