// The loss over the steps as a drawing for a terminal.
import type { CurvePoint, RunDetails } from '@codex-ml/runtime';
import { formatNumber } from './format-number.js';

const HEIGHT = 10;
/** Room for the numbers beside the axis. */
const LABEL_WIDTH = 9;

/**
 * Validation loss, or where there is none training loss.
 * @param columns width of the terminal
 * @returns undefined where there are too few points for a curve
 */
export async function renderLossCurve({ loss }: RunDetails, columns: number): Promise<string | undefined> {
  const split = loss.validation.length > 1 ? 'validation' : 'train';
  const points = loss[split];
  const first = points[0];
  const last = points.at(-1);
  if (points.length < 2 || first === undefined || last === undefined) return undefined;
  const { default: asciichart } = await import('asciichart');
  const width = Math.max(10, columns - LABEL_WIDTH - 4);
  const drawing = asciichart.plot(spread(points, width), {
    height: HEIGHT,
    format: (value) => formatNumber(value).padStart(LABEL_WIDTH),
  });
  return `${split} loss, step ${first.step} to ${last.step}\n${drawing}`;
}

/** One value per column, by steps: the last known value at each. */
export function spread(points: readonly CurvePoint[], width: number): number[] {
  const from = points[0]!.step;
  const to = points.at(-1)!.step;
  let at = 0;
  return Array.from({ length: width }, (_, column) => {
    const step = from + ((to - from) * column) / (width - 1);
    while (at + 1 < points.length && points[at + 1]!.step <= step) at++;
    return points[at]!.value;
  });
}
