// The functions that have hand-written gradients, in double precision and in plain loops: only their formulas, no gradients.

/** Row-major numbers with their shape. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, axis) => size * axis, 1);

function make(shape: readonly number[], numberAt: (index: number) => number): Numbers {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, index) => numberAt(index)) };
}

/** Applies a function to each row of the last axis. */
function mapRows(x: Numbers, map: (row: Float64Array, number: number) => ArrayLike<number>): Numbers {
  const width = x.shape.at(-1)!;
  const data = new Float64Array(x.data.length);
  for (let start = 0; start < data.length; start += width) {
    data.set(map(x.data.subarray(start, start + width), start / width), start);
  }
  return { shape: x.shape, data };
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

export function affine(x: Numbers, weight: Numbers, bias?: Numbers): Numbers {
  const [inputs, outputs] = weight.shape as [number, number];
  return make([...x.shape.slice(0, -1), outputs], (index) => {
    const [row, column] = [Math.floor(index / outputs), index % outputs];
    let total = bias?.data[column] ?? 0;
    for (let k = 0; k < inputs; k++) total += x.data[row * inputs + k]! * weight.data[k * outputs + column]!;
    return total;
  });
}

export function projectOntoRows(x: Numbers, table: Numbers): Numbers {
  const [rows, width] = table.shape as [number, number];
  return make([...x.shape.slice(0, -1), rows], (index) => {
    const [from, row] = [Math.floor(index / rows) * width, index % rows];
    let total = 0;
    for (let k = 0; k < width; k++) total += x.data[from + k]! * table.data[row * width + k]!;
    return total;
  });
}

export function takeRows(table: Numbers, indices: readonly number[]): Numbers {
  const width = table.shape[1]!;
  return make(
    [indices.length, width],
    (index) => table.data[indices[Math.floor(index / width)]! * width + (index % width)]!,
  );
}

export function normalizeLayer(
  x: Numbers,
  gain: Numbers,
  offset: Numbers | undefined,
  epsilon: number,
): Numbers {
  return mapRows(x, (row) => {
    const mean = sum(row) / row.length;
    const variance = sum(row.map((each) => (each - mean) ** 2)) / row.length;
    return row.map(
      (each, i) => ((each - mean) / Math.sqrt(variance + epsilon)) * gain.data[i]! + (offset?.data[i] ?? 0),
    );
  });
}

export function normalizeRms(x: Numbers, gain: Numbers, epsilon: number): Numbers {
  return mapRows(x, (row) => {
    const meanSquare = sum(row.map((each) => each * each)) / row.length;
    return row.map((each, i) => (each / Math.sqrt(meanSquare + epsilon)) * gain.data[i]!);
  });
}

export const elementwise = (x: Numbers, compute: (each: number) => number): Numbers => ({
  shape: x.shape,
  data: x.data.map(compute),
});

export const geluTanh = (x: number): number =>
  (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

export const geluErf = (x: number): number => (x / 2) * (1 + errorFunction(x / Math.SQRT2));

export const silu = (x: number): number => x / (1 + Math.exp(-x));

export const reluSquared = (x: number): number => Math.max(x, 0) ** 2;

/** By its Maclaurin series, for |x| up to about 4: 2/√π Σ (-1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)). */
function errorFunction(x: number): number {
  let [total, term] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18; n++) {
    term *= -(x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

export interface Attention {
  readonly queries: Numbers;
  readonly keys: Numbers;
  readonly values: Numbers;
  /** Of the weights [batch, heads, length, span]; 1 by default. */
  readonly drop?: ((index: number) => number) | undefined;
}

/** Causal: a query reads the keys up to its own place. */
export function attend({ queries, keys, values, drop = () => 1 }: Attention): Numbers {
  const [batch, heads, length, width] = queries.shape as [number, number, number, number];
  const [, groups, span] = keys.shape as [number, number, number, number];
  const result = make(queries.shape, () => 0);
  for (let head = 0; head < batch * heads; head++) {
    const group = Math.floor(head / heads) * groups + Math.floor((head % heads) / (heads / groups));
    for (let place = 0; place < length; place++) {
      const query = (head * length + place) * width;
      const scores = Float64Array.from({ length: place + 1 }, (_, key) => {
        let score = 0;
        for (let i = 0; i < width; i++) {
          score += queries.data[query + i]! * keys.data[(group * span + key) * width + i]!;
        }
        return score / Math.sqrt(width);
      });
      const largest = scores.reduce((a, b) => Math.max(a, b));
      const total = sum(scores.map((score) => Math.exp(score - largest)));
      scores.forEach((score, key) => {
        const weight = (Math.exp(score - largest) / total) * drop((head * length + place) * span + key);
        for (let i = 0; i < width; i++) {
          result.data[query + i] =
            result.data[query + i]! + weight * values.data[(group * span + key) * width + i]!;
        }
      });
    }
  }
  return result;
}

/** @param angle of the pair `i` of a row */
export function rotatePairs(
  x: Numbers,
  angle: (row: number, i: number) => { cosine: number; sine: number },
): Numbers {
  const half = x.shape.at(-1)! / 2;
  return mapRows(x, (row, number) =>
    row.map((each, i) => {
      const { cosine, sine } = angle(number, i % half);
      return i < half ? each * cosine - row[i + half]! * sine : each * cosine + row[i - half]! * sine;
    }),
  );
}

/** Negative log likelihood of each target; 0 for a negative one. */
export function tokenNll(logits: Numbers, targets: readonly number[]): Numbers {
  const width = logits.shape.at(-1)!;
  return make([targets.length], (row) => {
    const target = targets[row]!;
    if (target < 0) return 0;
    const numbers = logits.data.subarray(row * width, (row + 1) * width);
    const largest = numbers.reduce((a, b) => Math.max(a, b));
    return largest + Math.log(sum(numbers.map((each) => Math.exp(each - largest)))) - numbers[target]!;
  });
}

export function splitHeads(x: Numbers, heads: number): Numbers {
  const [batch, length, width] = x.shape as [number, number, number];
  const headWidth = width / heads;
  return make([batch, heads, length, headWidth], (index) => {
    const [i, place] = [index % headWidth, Math.floor(index / headWidth) % length];
    const head = Math.floor(index / (headWidth * length)) % heads;
    const row = Math.floor(index / (headWidth * length * heads));
    return x.data[(row * length + place) * width + head * headWidth + i]!;
  });
}

export function mergeHeads(x: Numbers): Numbers {
  const [batch, heads, length, headWidth] = x.shape as [number, number, number, number];
  return make([batch, length, heads * headWidth], (index) => {
    const [i, head] = [index % headWidth, Math.floor(index / headWidth) % heads];
    const place = Math.floor(index / (headWidth * heads)) % length;
    const row = Math.floor(index / (headWidth * heads * length));
    return x.data[((row * heads + head) * length + place) * headWidth + i]!;
  });
}
