// Cutting the tokens of one or two texts to a length, in windows that may overlap.
import { codexError, type EncodeOptions } from '@codex-ml/plugin-api';

/**
 * How many tokens each text keeps where both together may have `room`.
 * `longest-first` evens the two out; of an odd room the longer one, else the second, gets one more.
 * @param second undefined without a pair
 * @throws CML4123 where the one text that is to give way is too short for it
 */
export function shareRoom(
  first: number,
  second: number | undefined,
  room: number,
  strategy: NonNullable<EncodeOptions['truncation']>,
): readonly [number, number] {
  const excess = first + (second ?? 0) - room;
  if (excess <= 0) return [first, second ?? 0];
  if (second === undefined) return [room, 0];
  if (room === 0) return [0, 0];
  if (strategy === 'only-first') return [giveWay(first, excess, 'first', room), second];
  if (strategy === 'only-second') return [first, giveWay(second, excess, 'second', room)];
  const shorter = Math.min(first, second);
  const kept = 2 * shorter > room ? Math.floor(room / 2) : shorter;
  return first > second ? [room - kept, kept] : [kept, room - kept];
}

function giveWay(tokens: number, excess: number, which: string, room: number): number {
  if (tokens > excess) return tokens - excess;
  throw codexError('CML4123', { which, tokens, excess, room });
}

/** Start and end of each window over `total` tokens, the one that is kept first. */
export type Window = readonly [start: number, end: number];

/**
 * @param stride tokens that a window shares with the one before; undefined for the first window alone
 * @throws CML4122 a stride that leaves windows nowhere to go
 */
export function cutWindows(
  total: number,
  length: number,
  stride: number | undefined,
  side: 'left' | 'right',
): readonly Window[] {
  if (total <= length) return [[0, total]];
  if (stride === undefined) return [side === 'right' ? [0, length] : [total - length, total]];
  if (stride >= length) throw codexError('CML4122', { stride, length });
  const windows: Window[] = [];
  for (let done = 0; ; done += length - stride) {
    const end = Math.min(done + length, total);
    windows.push(side === 'right' ? [done, end] : [total - end, total - done]);
    if (end === total) return windows;
  }
}
