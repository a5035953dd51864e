// A curve of bounded size: when it is full, neighbours are averaged and the stride doubles. Any run fits.

export interface Curve {
  /** Means of `stride` values each. */
  readonly points: readonly number[];
  readonly stride: number;
  /** Sum and count of the values of the point that is not complete yet. */
  readonly sum: number;
  readonly count: number;
}

/** Points kept at most; twice what a terminal shows. */
const LIMIT = 240;

export const EMPTY_CURVE: Curve = Object.freeze({ points: [], stride: 1, sum: 0, count: 0 });

/** The curve with one more value; values that are not finite have no place on it. */
export function addToCurve(curve: Curve, value: number): Curve {
  if (!Number.isFinite(value)) return curve;
  const sum = curve.sum + value;
  const count = curve.count + 1;
  if (count < curve.stride) return { ...curve, sum, count };
  const points = [...curve.points, sum / count];
  if (points.length < LIMIT) return { points, stride: curve.stride, sum: 0, count: 0 };
  return { points: averagePairs(points), stride: curve.stride * 2, sum: 0, count: 0 };
}

/** The curve in at most `width` points, each the mean of an equal share. */
export function resample(points: readonly number[], width: number): number[] {
  if (points.length <= width) return [...points];
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * points.length) / width);
    const to = Math.floor(((column + 1) * points.length) / width);
    return mean(points.slice(from, to));
  });
}

function averagePairs(points: readonly number[]): number[] {
  return Array.from({ length: points.length / 2 }, (_, i) => (points[2 * i]! + points[2 * i + 1]!) / 2);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
