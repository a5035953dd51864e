// Bytes, durations and amounts of arithmetic for people.
import { formatNumber } from './format-number.js';

/** Decimal units, such as `1.08 GB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']);
}

/** Such as `145.4 GFLOP`. */
export function formatFlops(flops: number): string {
  return scaled(flops, 1000, ['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP', 'PFLOP', 'EFLOP', 'ZFLOP']);
}

/** Such as `1.25 s`, `3 min 20 s`, `2 d 4 h`: the two largest units. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${short(seconds * 1000)} ms`;
  if (seconds < 60) return `${short(seconds)} s`;
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const value = Math.floor(rest / length);
    rest -= value * length;
    if (value > 0 || parts.length > 0) parts.push(`${value} ${unit}`);
  }
  return parts
    .slice(0, 2)
    .filter((part) => !part.startsWith('0 '))
    .join(' ');
}

function scaled(value: number, step: number, units: readonly string[]): string {
  let unit = 0;
  let rest = value;
  while (rest >= step && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  return `${short(rest)} ${units[unit]!}`;
}

function short(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}
