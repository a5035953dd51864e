// Stop strings: finds where generated text must end, and how much of it is safe to show while more may come.

/**
 * @returns `end`: index where a stop string begins, or -1; `safe`: length of text that no coming characters can turn
 * into the start of a stop string
 */
export function scanForStop(text: string, stops: readonly string[]): { end: number; safe: number } {
  let end = -1;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at >= 0 && (end < 0 || at < end)) end = at;
  }
  if (end >= 0) return { end, safe: end };
  let safe = text.length;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > 0; length--) {
      if (text.endsWith(stop.slice(0, length))) {
        safe = Math.min(safe, text.length - length);
        break;
      }
    }
  }
  return { end, safe };
}
