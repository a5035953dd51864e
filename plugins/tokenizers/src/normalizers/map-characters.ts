// Rewriting a text character by character: what a character becomes stands where the character stood.
import type { AlignedText } from '../pipeline/aligned-text.js';
import { createAlignmentBuffer } from './alignment-buffer.js';

/** @param change what a code point becomes; undefined keeps it */
export function mapCharacters(
  input: AlignedText,
  change: (point: number) => string | undefined,
): AlignedText {
  const { text, starts, ends } = input;
  let out = '';
  let done = 0;
  let places: ReturnType<typeof createAlignmentBuffer> | undefined;
  for (let i = 0; i < text.length; ) {
    let point = text.charCodeAt(i);
    let width = 1;
    if (point >= 0xd800 && point <= 0xdbff) {
      point = text.codePointAt(i)!;
      if (point >= 0x10000) width = 2;
    }
    const written = change(point);
    if (written !== undefined) {
      places ??= createAlignmentBuffer(input);
      out += text.slice(done, i) + written;
      places.copy(done, i);
      if (starts !== undefined && ends !== undefined) places.fill(starts[i]!, ends[i]!, written.length);
      done = i + width;
    }
    i += width;
  }
  if (places === undefined) return input;
  places.copy(done, text.length);
  return places.finish(out + text.slice(done));
}
