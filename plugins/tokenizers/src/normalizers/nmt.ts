// The cleaning of SentencePiece's `nmt` rules: control characters go, and what counts as a space becomes one.
import type { AlignedText } from '../pipeline/aligned-text.js';
import { mapCharacters } from './map-characters.js';

export function cleanNmt(input: AlignedText): AlignedText {
  return mapCharacters(input, clean);
}

function clean(point: number): string | undefined {
  if (point >= 0x20 && point < 0x7f) return undefined;
  if (point < 0x20) {
    if (point === 0x09 || point === 0x0a || point === 0x0c || point === 0x0d) return ' ';
    return point === 0 ? undefined : '';
  }
  if (point === 0x7f || point === 0x8f || point === 0x9f) return '';
  return point === 0x1680 ||
    (point >= 0x200b && point <= 0x200f) ||
    point === 0x2028 ||
    point === 0x2029 ||
    point === 0x2581 ||
    point === 0xfeff ||
    point === 0xfffd
    ? ' '
    : undefined;
}
