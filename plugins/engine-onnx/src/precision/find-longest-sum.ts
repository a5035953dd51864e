// How much a device may add up in half precision: ONNX Runtime's kernels for WebGPU keep the sum of a product in the type of its
// arguments, where addends are lost beside a sum that has grown.
import type { TrialTools } from '../devices/run-trial.js';
import type { StartedDevice } from '../devices/start-device.js';
import { PRODUCTS, type ProductOperator } from '../devices/trial-model.js';
import { Graph } from '../graph/graph.js';
import { cast } from '../graph/operators.js';
import { encodeModel } from '../proto/encode-model.js';
import type { ProductType } from './precisions.js';

type HalfType = Exclude<ProductType, 'float32'>;

/**
 * Numbers in a product up to which a sum in the type itself will do. With 512 random numbers in float16 the result is off by 0.3 %
 * in the root mean square, less than a rounding to bfloat16; with 4096 by 7 % where all have one sign. Bfloat16 has three bits less.
 */
const LONGEST: Readonly<Record<HalfType, number>> = { float16: 512, bfloat16: 64 };

/** One and numbers that each vanish beside it; together they are another one, but for the last. */
const LENGTH = 4096;
const [ROWS, SMALL] = [8, 1 / LENGTH];
/** More than the last one and the rounding of the result; less than what one of hundreds of partial sums loses. */
const TOLERANCE = 2 ** -9;

/** @returns Infinity where the device adds up in float32 */
export async function findLongestSum(
  tools: TrialTools,
  { fusedProducts }: StartedDevice,
  type: HalfType,
): Promise<number> {
  for (const product of [PRODUCTS.MatMul, fusedProducts ? PRODUCTS.FusedMatMul : PRODUCTS.Gemm]) {
    if (!(await addsUp(tools, product, type))) return LONGEST[type];
  }
  return Number.POSITIVE_INFINITY;
}

async function addsUp(
  { ort, sessionOptions }: TrialTools,
  product: ProductOperator,
  type: HalfType,
): Promise<boolean> {
  const session = await ort.InferenceSession.create(sumModel(product, type), sessionOptions);
  try {
    const numbers = Float32Array.from({ length: LENGTH }, (_, i) => (i === 0 ? 1 : SMALL));
    const { y } = await session.run({ x: new ort.Tensor('float32', numbers, [1, LENGTH]) });
    return ((await y!.getData()) as Float32Array).every((sum) => Math.abs(sum - 2) < TOLERANCE);
  } finally {
    await session.release();
  }
}

/** y = sums of x in arithmetic of `type`, each [8, 8]; x is float32 [1, 4096]. */
function sumModel({ op, options }: ProductOperator, type: HalfType): Uint8Array {
  const graph = new Graph();
  const filled = (shape: readonly number[], value: number) => {
    return graph.constant('float32', shape, new Float32Array(shape[0]! * shape[1]!).fill(value));
  };
  const x = graph.input('x', { dtype: 'float32', shape: [1, LENGTH] });
  const rows = graph.add('Mul', [x, filled([ROWS, 1], 1)], { dtype: 'float32', shape: [ROWS, LENGTH] });
  const ones = filled(options.attributes?.['transB'] === 1 ? [ROWS, LENGTH] : [LENGTH, ROWS], 1);
  const factors = [rows, ones].map((value) => cast(graph, value, type));
  const y = graph.add(op, factors, { dtype: type, shape: [ROWS, ROWS] }, options);
  return encodeModel('sums', new Map([['y', cast(graph, y, 'float32')]])).bytes;
}
