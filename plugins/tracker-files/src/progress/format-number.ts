// Numbers as people read them: durations, rates, losses. The same on every locale.

/** `45s`, `3m12s`, `1h02m`, `2d03h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}m`;
  return `${Math.floor(whole / 86_400)}d${two(Math.floor((whole % 86_400) / 3600))}h`;
}

/** Four decimals for ordinary sizes, else four significant digits; `NaN` and `Infinity` as such. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(3);
  return value.toFixed(4);
}

/** `5,120` above a hundred, `12.3` below. */
export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return String(perSecond);
  if (perSecond < 100) return perSecond.toFixed(1);
  return String(Math.round(perSecond)).replace(/\B(?=(\d{3})+$)/g, ',');
}
