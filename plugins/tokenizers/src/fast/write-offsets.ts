// Places of the tokens of one word. Bytes of one character share its place, so tokens that part a character overlap.
import type { TokenSink } from '../token-sink.js';

/** Where units of a rewritten text came from: [units] begin and end of each, in units of the input. */
export interface Origins {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/**
 * @param word start and end in `units`, which are units `from` and following of the text
 * @param tokenStarts where the bytes of each id begin, as in `ByteTable`
 * @param first place in the sink of the first id of the word; the last is the last of the sink
 * @param at where the text begins in the input
 * @param origins of the text where it was rewritten
 */
export function writeOffsets(
  { units, from, start, end }: { units: Uint16Array; from: number; start: number; end: number },
  tokenStarts: Uint32Array,
  sink: TokenSink,
  first: number,
  at: number,
  origins: Origins | undefined,
): void {
  const offsets = sink.offsets!;
  let place = start;
  let width = unitsOf(units, place, end);
  let left = bytesOf(units, place, width);
  for (let token = first; token < sink.count; token++) {
    const id = sink.ids[token]!;
    let bytes = tokenStarts[id + 1]! - tokenStarts[id]!;
    const begin = place;
    let after = place + width;
    for (;;) {
      const taken = Math.min(bytes, left);
      bytes -= taken;
      left -= taken;
      after = place + width;
      if (left === 0 && after < end) {
        place = after;
        width = unitsOf(units, place, end);
        left = bytesOf(units, place, width);
      }
      if (bytes === 0 || taken === 0) break;
    }
    offsets[2 * token] = at + (origins === undefined ? from + begin : origins.starts[from + begin]!);
    offsets[2 * token + 1] = at + (origins === undefined ? from + after : origins.ends[from + after - 1]!);
  }
}

function unitsOf(units: Uint16Array, at: number, end: number): number {
  if ((units[at]! & 0xfc00) !== 0xd800 || at + 1 >= end) return 1;
  return (units[at + 1]! & 0xfc00) === 0xdc00 ? 2 : 1;
}

function bytesOf(units: Uint16Array, at: number, width: number): number {
  if (width === 2) return 4;
  const unit = units[at]!;
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
}
