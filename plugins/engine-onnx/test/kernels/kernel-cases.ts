// One generated use of each kernel of the table: arrays, and the tfjs ops that reach the kernel.
import type { DType, HostTensor, Tensor, TfCore } from '@codex-ml/plugin-api';
import fc, { type GeneratorValue } from 'fast-check';
import { host } from '../make-engine.js';

export interface KernelCase {
  readonly inputs: readonly HostTensor[];
  apply(tf: TfCore, arrays: readonly Tensor[]): Tensor | readonly Tensor[];
}

export type MakeCase = (g: GeneratorValue) => KernelCase;

const int = (g: GeneratorValue, min: number, max: number) => g(fc.integer, { min, max });
const pick = <T>(g: GeneratorValue, ...values: T[]): T => values[int(g, 0, values.length - 1)]!;
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function shapeOf(g: GeneratorValue, minRank = 0, maxRank = 4, least = 0): number[] {
  const rank = int(g, minRank, maxRank);
  return Array.from({ length: rank }, () => Math.max(least, int(g, 0, 9) === 0 ? 0 : int(g, 1, 4)));
}

/** Floats are multiples of 1/16: exact, so that comparisons and rounding have ties. */
function array(g: GeneratorValue, shape: readonly number[], dtype: DType = 'float32', low = -4, high = 4) {
  const scale = dtype === 'float32' ? 16 : 1;
  const [min, max] = dtype === 'bool' ? [0, 1] : [Math.ceil(low * scale), Math.floor(high * scale)];
  return host(
    shape,
    dtype,
    Array.from({ length: sizeOf(shape) }, () => int(g, min, max) / scale),
  );
}

/** A shape that broadcasts with `shape`. */
function broadcastable(g: GeneratorValue, shape: readonly number[]): number[] {
  const dropped = int(g, 0, shape.length);
  return shape.slice(dropped).map((size) => (g(fc.boolean) ? size : 1));
}

type Op2 = (tf: TfCore, a: Tensor, b: Tensor) => Tensor;
type Op1 = (tf: TfCore, x: Tensor) => Tensor;

function two(apply: Op2, dtypes: readonly DType[] = ['float32', 'int32'], low = -4, high = 4): MakeCase {
  return (g) => {
    const dtype = pick(g, ...dtypes);
    const shape = shapeOf(g);
    const pair = [array(g, shape, dtype, low, high), array(g, broadcastable(g, shape), dtype, low, high)];
    const inputs = g(fc.boolean) ? pair : pair.reverse();
    return { inputs, apply: (tf, [a, b]) => apply(tf, a!, b!) };
  };
}

function one(apply: Op1, dtypes: readonly DType[] = ['float32'], low = -4, high = 4): MakeCase {
  return (g) => ({
    inputs: [array(g, shapeOf(g), pick(g, ...dtypes), low, high)],
    apply: (tf, [x]) => apply(tf, x!),
  });
}

/** @param apply gets axes, undefined for all, and whether to keep them */
function reducing(
  apply: (tf: TfCore, x: Tensor, axes: number[] | undefined, keep: boolean) => Tensor,
  dtypes: readonly DType[] = ['float32', 'int32'],
  least = 0,
): MakeCase {
  return (g) => {
    const shape = shapeOf(g, 0, 4, least);
    const axes = shape.map((_, axis) => axis).filter(() => g(fc.boolean));
    const signed = axes.map((axis) => (g(fc.boolean) ? axis : axis - shape.length));
    const given = g(fc.boolean) ? signed : undefined;
    const keep = g(fc.boolean);
    return {
      inputs: [array(g, shape, pick(g, ...dtypes), -2, 2)],
      apply: (tf, [x]) => apply(tf, x!, given, keep),
    };
  };
}

function alongAxis(
  apply: (tf: TfCore, x: Tensor, axis: number, flags: [boolean, boolean]) => Tensor | readonly Tensor[],
  dtypes: readonly DType[] = ['float32', 'int32'],
  least = 1,
): MakeCase {
  return (g) => {
    const shape = shapeOf(g, 1, 4, least);
    const axis = int(g, -shape.length, shape.length - 1);
    const flags: [boolean, boolean] = [g(fc.boolean), g(fc.boolean)];
    return {
      inputs: [array(g, shape, pick(g, ...dtypes), -2, 2)],
      apply: (tf, [x]) => apply(tf, x!, axis, flags),
    };
  };
}

const all: readonly DType[] = ['float32', 'int32', 'bool'];
const numbers: readonly DType[] = ['float32', 'int32'];

const matMul: MakeCase = (g) => {
  const [m, k, n] = [int(g, 1, 5), int(g, 0, 5), int(g, 1, 5)];
  const [ta, tb] = [g(fc.boolean), g(fc.boolean)];
  const batch = shapeOf(g, 0, 2, 1);
  // The cpu backend is wrong where only some of several leading axes broadcast.
  const other = g(fc.boolean) ? batch : batch.map(() => 1);
  return {
    inputs: [
      array(g, [...batch, ...(ta ? [k, m] : [m, k])]),
      array(g, [...other, ...(tb ? [n, k] : [k, n])]),
    ],
    apply: (tf, [a, b]) => tf.matMul(a!, b!, ta, tb),
  };
};

const fusedMatMul: MakeCase = (g) => {
  const [m, k, n] = [int(g, 1, 5), int(g, 1, 5), int(g, 1, 5)];
  const activation = pick(g, 'linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu');
  return {
    inputs: [array(g, [m, k]), array(g, [n, k]), array(g, [n]), array(g, [n])],
    apply: (tf, [a, b, bias, weights]) =>
      tf.fused.matMul({
        a: a!,
        b: b!,
        transposeB: true,
        bias: bias!,
        activation: activation,
        ...(activation === 'prelu' ? { preluActivationWeights: weights! } : {}),
      }),
  };
};

const gatherV2: MakeCase = (g) => {
  const batchDims = int(g, 0, 1);
  const shape = shapeOf(g, 2, 4, 1);
  const axis = int(g, batchDims, shape.length - 1);
  const places = [...shape.slice(0, batchDims), ...shapeOf(g, batchDims, 2, 1)];
  return {
    inputs: [array(g, shape, pick(g, ...all)), array(g, places, 'int32', 0, shape[axis]! - 1)],
    apply: (tf, [x, indices]) => tf.gather(x!, indices!, axis, batchDims),
  };
};

/** Places in an array of `shape`: [count, depth]. */
function placesIn(g: GeneratorValue, shape: readonly number[], count: number, distinct = false): HostTensor {
  const rows = Array.from({ length: count }, (_, row) =>
    shape.map((size, axis) => (distinct && axis === 0 ? row % size : int(g, 0, size - 1))),
  );
  return host([count, shape.length], 'int32', rows.flat());
}

function scattering(
  apply: (tf: TfCore, target: Tensor, places: Tensor, updates: Tensor) => Tensor,
  distinct: boolean,
): MakeCase {
  return (g) => {
    const shape = shapeOf(g, 1, 3, 1);
    const depth = int(g, 1, shape.length);
    const count = distinct ? int(g, 1, shape[0]!) : int(g, 1, 6);
    const dtype = pick(g, ...numbers);
    return {
      inputs: [
        array(g, shape, dtype),
        placesIn(g, shape.slice(0, depth), count, distinct),
        array(g, [count, ...shape.slice(depth)], dtype),
      ],
      apply: (tf, [target, places, updates]) => apply(tf, target!, places!, updates!),
    };
  };
}

function padding(
  apply: (tf: TfCore, x: Tensor, pads: [number, number][]) => Tensor,
  atMost: number,
): MakeCase {
  return (g) => {
    const shape = Array.from({ length: int(g, 1, 3) }, () => int(g, 2, 4));
    const pads = shape.map((): [number, number] => [int(g, 0, atMost), int(g, 0, atMost)]);
    return { inputs: [array(g, shape, pick(g, ...numbers))], apply: (tf, [x]) => apply(tf, x!, pads) };
  };
}

/** By kernel. */
export const KERNEL_CASES: Readonly<Record<string, MakeCase>> = {
  Add: two((tf, a, b) => tf.add(a, b)),
  Sub: two((tf, a, b) => tf.sub(a, b)),
  Multiply: two((tf, a, b) => tf.mul(a, b)),
  RealDiv: two((tf, a, b) => tf.div(a, b), ['float32']),
  FloorDiv: two((tf, a, b) => tf.div(a, b), ['int32']),
  Mod: two((tf, a, b) => tf.mod(a, b)),
  Pow: two((tf, a, b) => tf.pow(a, b), numbers, 0, 3),
  Maximum: two((tf, a, b) => tf.maximum(a, b)),
  Minimum: two((tf, a, b) => tf.minimum(a, b)),
  SquaredDifference: two((tf, a, b) => tf.squaredDifference(a, b)),
  Atan2: two((tf, a, b) => tf.atan2(a, b), ['float32']),
  AddN: (g) => {
    const shape = shapeOf(g);
    return { inputs: [1, 2, 3].map(() => array(g, shape)), apply: (tf, arrays) => tf.addN([...arrays]) };
  },
  Prelu: two((tf, a, b) => tf.prelu(a, b), ['float32']),
  EluGrad: one((tf, x) => tf.grad((y: Tensor) => tf.elu(y))(x)),

  Equal: two((tf, a, b) => tf.equal(a, b), all),
  NotEqual: two((tf, a, b) => tf.notEqual(a, b), all),
  Greater: two((tf, a, b) => tf.greater(a, b), all),
  GreaterEqual: two((tf, a, b) => tf.greaterEqual(a, b), all),
  Less: two((tf, a, b) => tf.less(a, b), all),
  LessEqual: two((tf, a, b) => tf.lessEqual(a, b), all),
  LogicalAnd: two((tf, a, b) => tf.logicalAnd(a, b), ['bool']),
  LogicalOr: two((tf, a, b) => tf.logicalOr(a, b), ['bool']),
  LogicalNot: one((tf, x) => tf.logicalNot(x), ['bool']),
  Select: (g) => {
    const shape = shapeOf(g);
    const dtype = pick(g, ...all);
    const condition = array(g, broadcastable(g, shape), 'bool');
    return {
      inputs: [condition, array(g, shape, dtype), array(g, broadcastable(g, shape), dtype)],
      apply: (tf, [c, t, e]) => tf.where(c!, t!, e!),
    };
  },

  Acos: one((tf, x) => tf.acos(x), ['float32'], -1, 1),
  Acosh: one((tf, x) => tf.acosh(x), ['float32'], 1, 9),
  Asin: one((tf, x) => tf.asin(x), ['float32'], -1, 1),
  Asinh: one((tf, x) => tf.asinh(x)),
  Atan: one((tf, x) => tf.atan(x)),
  Atanh: one((tf, x) => tf.atanh(x), ['float32'], -0.9, 0.9),
  Cos: one((tf, x) => tf.cos(x)),
  Cosh: one((tf, x) => tf.cosh(x)),
  Sin: one((tf, x) => tf.sin(x)),
  Sinh: one((tf, x) => tf.sinh(x)),
  Tan: one((tf, x) => tf.tan(x), ['float32'], -1, 1),
  Tanh: one((tf, x) => tf.tanh(x)),
  Elu: one((tf, x) => tf.elu(x)),
  Erf: one((tf, x) => tf.erf(x)),
  Log: one((tf, x) => tf.log(x), ['float32'], 0, 9),
  Reciprocal: one((tf, x) => tf.reciprocal(x)),
  Selu: one((tf, x) => tf.selu(x)),
  Sigmoid: one((tf, x) => tf.sigmoid(x)),
  Softplus: one((tf, x) => tf.softplus(x)),
  Sqrt: one((tf, x) => tf.sqrt(x), ['float32'], 0, 9),
  Ceil: one((tf, x) => tf.ceil(x)),
  Floor: one((tf, x) => tf.floor(x)),
  Round: one((tf, x) => tf.round(x)),
  Exp: one((tf, x) => tf.exp(x), numbers),
  Abs: one((tf, x) => tf.abs(x), numbers),
  Neg: one((tf, x) => tf.neg(x), numbers),
  Sign: one((tf, x) => tf.sign(x), numbers),
  Square: one((tf, x) => tf.square(x), numbers),
  Relu: one((tf, x) => tf.relu(x), numbers),
  Relu6: one((tf, x) => tf.relu6(x), numbers, -4, 9),
  ClipByValue: one((tf, x) => tf.clipByValue(x, -1, 2), numbers),
  Expm1: one((tf, x) => tf.expm1(x)),
  Log1p: one((tf, x) => tf.log1p(x), ['float32'], 0, 9),
  Rsqrt: one((tf, x) => tf.rsqrt(x), ['float32'], 0, 9),
  LeakyRelu: one((tf, x) => tf.leakyRelu(x, 0.3)),
  Step: one((tf, x) => tf.step(x, 0.5)),
  IsNan: one((tf, x) => tf.isNaN(tf.div(x, x))),
  IsInf: one((tf, x) => tf.isInf(tf.reciprocal(x))),
  IsFinite: one((tf, x) => tf.isFinite(tf.log(x))),

  Sum: reducing((tf, x, axes, keep) => tf.sum(x, axes, keep), all),
  Mean: reducing((tf, x, axes, keep) => tf.mean(x, axes, keep), numbers, 1),
  Prod: reducing((tf, x, axes, keep) => tf.prod(x, axes, keep), all),
  Max: reducing((tf, x, axes, keep) => tf.max(x, axes, keep), all, 1),
  Min: reducing((tf, x, axes, keep) => tf.min(x, axes, keep), all, 1),
  All: reducing((tf, x, axes, keep) => tf.all(x, axes, keep), ['bool'], 1),
  Any: reducing((tf, x, axes, keep) => tf.any(x, axes, keep), ['bool'], 1),
  ArgMax: alongAxis((tf, x, axis) => tf.argMax(x, axis)),
  ArgMin: alongAxis((tf, x, axis) => tf.argMin(x, axis)),
  Cumsum: alongAxis((tf, x, axis, [exclusive, reverse]) =>
    tf.cumsum(x, (axis + x.rank) % x.rank, exclusive, reverse),
  ),
  Cumprod: alongAxis((tf, x, axis, [exclusive, reverse]) =>
    tf.cumprod(x, (axis + x.rank) % x.rank, exclusive, reverse),
  ),
  Softmax: alongAxis((tf, x) => tf.softmax(x), ['float32']),

  BatchMatMul: matMul,
  _FusedMatMul: fusedMatMul,
  Einsum: (g) => {
    const [a, b, c, d] = [1, 2, 3, 4].map(() => int(g, 1, 4)) as [number, number, number, number];
    return {
      inputs: [array(g, [a, b, c]), array(g, [a, c, d])],
      apply: (tf, arrays) => tf.einsum('abc, acd -> adb', ...arrays),
    };
  },

  Identity: one((tf, x) => tf.clone(x), all),
  Cast: (g) => {
    const to = pick(g, ...all);
    return { inputs: [array(g, shapeOf(g), pick(g, ...all))], apply: (tf, [x]) => tf.cast(x!, to) };
  },
  Reshape: alongAxis((tf, x) => tf.reshape(x, [-1, x.shape[0]]), all),
  ExpandDims: alongAxis((tf, x, axis) => tf.expandDims(x, axis), all, 0),
  Transpose: (g) => {
    const shape = shapeOf(g, 1, 4);
    const perm = shape.map((_, axis) => axis).sort(() => int(g, -1, 1));
    return { inputs: [array(g, shape, pick(g, ...all))], apply: (tf, [x]) => tf.transpose(x!, perm) };
  },
  BroadcastTo: (g) => {
    const shape = shapeOf(g, 0, 3, 1);
    return {
      inputs: [array(g, broadcastable(g, shape), pick(g, ...all))],
      apply: (tf, [x]) => tf.broadcastTo(x!, shape),
    };
  },
  Tile: (g) => {
    const shape = shapeOf(g, 1, 3);
    const reps = shape.map(() => int(g, 1, 3));
    return { inputs: [array(g, shape, pick(g, ...all))], apply: (tf, [x]) => tf.tile(x!, reps) };
  },
  Slice: (g) => {
    const shape = shapeOf(g, 1, 4, 1);
    const begin = shape.map((size) => int(g, 0, size - 1));
    const size = shape.map((length, axis) => int(g, -1, length - begin[axis]!));
    return { inputs: [array(g, shape, pick(g, ...all))], apply: (tf, [x]) => tf.slice(x!, begin, size) };
  },
  StridedSlice: (g) => {
    const shape = shapeOf(g, 1, 3, 1);
    const strides = shape.map(() => pick(g, -2, -1, 1, 2));
    const ends = shape.map((size, axis) => (strides[axis]! > 0 ? size : -size - 1));
    const begin = shape.map((size, axis) => (strides[axis]! > 0 ? int(g, 0, size - 1) : size - 1));
    return {
      inputs: [array(g, shape, pick(g, ...all))],
      apply: (tf, [x]) => tf.stridedSlice(x!, begin, ends, strides),
    };
  },
  Reverse: alongAxis((tf, x, axis) => tf.reverse(x, axis), all, 0),
  Concat: (g) => {
    const shape = shapeOf(g, 1, 4, 1);
    const axis = int(g, -shape.length, shape.length - 1);
    const dtype = pick(g, ...all);
    const sized = (length: number) =>
      shape.map((size, i) => (i === (axis + shape.length) % shape.length ? length : size));
    return {
      inputs: [1, 2, 3].map(() => array(g, sized(int(g, 0, 3)), dtype)),
      apply: (tf, arrays) => tf.concat([...arrays], axis),
    };
  },
  Pack: (g) => {
    const shape = shapeOf(g, 0, 3);
    const axis = int(g, 0, shape.length);
    const dtype = pick(g, ...all);
    return {
      inputs: [1, 2].map(() => array(g, shape, dtype)),
      apply: (tf, arrays) => tf.stack([...arrays], axis),
    };
  },
  Unpack: alongAxis((tf, x, axis) => tf.unstack(x, axis), all),
  SplitV: (g) => {
    const lengths = [int(g, 0, 2), int(g, 1, 2), int(g, 0, 2)];
    const rows = int(g, 1, 3);
    return {
      inputs: [array(g, [rows, lengths.reduce((a, b) => a + b)], pick(g, ...all))],
      apply: (tf, [x]) => tf.split(x!, lengths, 1),
    };
  },
  PadV2: padding((tf, x, pads) => tf.pad(x, pads, 3), 2),
  MirrorPad: (g) => {
    const mode = pick(g, 'reflect', 'symmetric');
    return padding((tf, x, pads) => tf.mirrorPad(x, pads, mode), 1)(g);
  },
  DepthToSpace: (g) => {
    const [height, width, depth] = [int(g, 1, 3), int(g, 1, 3), 4 * int(g, 1, 2)];
    return {
      inputs: [array(g, [2, height, width, depth])],
      apply: (tf, [x]) => tf.depthToSpace(tf.reshape(x!, [2, height, width, depth]), 2, 'NHWC'),
    };
  },

  GatherV2: gatherV2,
  GatherNd: (g) => {
    const shape = shapeOf(g, 1, 3, 1);
    const places = placesIn(g, shape.slice(0, int(g, 1, shape.length)), int(g, 1, 4));
    return {
      inputs: [array(g, shape, pick(g, ...all)), places],
      apply: (tf, [x, indices]) => tf.gatherND(x!, indices!),
    };
  },
  ScatterNd: scattering((tf, target, places, updates) => tf.scatterND(places, updates, target.shape), false),
  TensorScatterUpdate: scattering(
    (tf, target, places, updates) => tf.tensorScatterUpdate(target, places, updates),
    true,
  ),
  SparseToDense: (g) => {
    const shape = shapeOf(g, 1, 3, 1);
    const count = int(g, 1, shape[0]!);
    return {
      inputs: [placesIn(g, shape, count, true), array(g, [count]), array(g, [])],
      apply: (tf, [places, values, rest]) => tf.sparseToDense(places!, values!, shape, rest as never),
    };
  },
  UnsortedSegmentSum: (g) => {
    const rows = int(g, 1, 6);
    const inner = shapeOf(g, 0, 2, 1);
    const segments = int(g, 1, 4);
    return {
      inputs: [array(g, [rows, ...inner]), array(g, [rows], 'int32', -1, 5)],
      apply: (tf, [x, ids]) => tf.unsortedSegmentSum(x!, ids as never, segments),
    };
  },
  OneHot: (g) => ({
    inputs: [array(g, shapeOf(g, 1, 3), 'int32', -1, 5)],
    apply: (tf, [x]) => tf.oneHot(x!, 4, 2, -1, 'float32'),
  }),
  TopK: (g) => {
    const [rows, columns] = [int(g, 1, 3), int(g, 1, 5)];
    const k = int(g, 1, columns);
    // Different values: the order of equal ones is nobody's promise.
    const values = g(() =>
      fc.shuffledSubarray([...Array(rows * columns).keys()], { minLength: rows * columns }),
    );
    return {
      inputs: [host([rows, columns], pick(g, ...numbers), values)],
      apply: (tf, [x]) => {
        const { values: largest, indices } = tf.topk(x!, k);
        return [largest, indices];
      },
    };
  },
  Diag: (g) => ({ inputs: [array(g, shapeOf(g, 1, 2, 1))], apply: (tf, [x]) => tf.diag(x!) }),

  Fill: one((tf, x) => tf.add(x, tf.fill(x.shape, 2.5))),
  ZerosLike: one((tf, x) => tf.zerosLike(x), all),
  OnesLike: one((tf, x) => tf.onesLike(x), all),
  Range: one((tf, x) => tf.mul(x, tf.reshape(tf.sum(tf.range(0, 5, 1)), []))),
  LinSpace: one((tf, x) => tf.mul(x, tf.reshape(tf.sum(tf.linspace(0, 1, 7)), []))),
};
