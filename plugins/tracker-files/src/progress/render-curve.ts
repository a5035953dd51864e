// The training loss as a small chart in characters. The charting library is loaded when the first chart is drawn.
import { resample } from './curve.js';

const HEIGHT = 8;
/** Columns that the axis labels take. */
const AXIS = 12;

/** Several lines without a final newline; undefined where there are fewer than two points to join. */
export async function renderCurve(points: readonly number[], columns: number): Promise<string | undefined> {
  if (points.length < 2) return undefined;
  const { default: asciichart } = await import('asciichart');
  const width = Math.max(2, Math.min(100, columns) - AXIS);
  return asciichart.plot(resample(points, width), {
    height: HEIGHT,
    format: (value) => value.toFixed(3).padStart(AXIS - 3),
  });
}
