// Texts with places, as the tests of normalizers and pre-tokenizers give and read them.
import type { AlignedText, Piece } from '@codex-ml/tokenizers/dist/pipeline/aligned-text.js';
import { alignText } from '@codex-ml/tokenizers/dist/pipeline/slice-piece.js';

export const aligned = (text: string): Piece => alignText(text, true);

/** Start and end of each UTF-16 unit. */
export function places({ starts, ends }: AlignedText): number[][] {
  return Array.from(starts!, (start, i) => [start, ends![i]!]);
}

/** Text of each piece with the place of the whole. */
export function pieces(list: readonly Piece[]): unknown[] {
  return list.map(({ text, starts, ends }) => [text, [starts![0], ends!.at(-1)]]);
}
