// Text as its UTF-8 bytes, each a printable character.
import { BYTE_ALPHABET } from '../byte-alphabet.js';
import type { AlignedText } from '../pipeline/aligned-text.js';
import { mapCharacters } from './map-characters.js';

/** The text in the byte alphabet; every byte stands where its character stood. */
export function toByteAlphabet(input: AlignedText): AlignedText {
  return mapCharacters(input, spell);
}

const spelled = new Map<number, string>();

function spell(point: number): string | undefined {
  if (point > 0x20 && point < 0x7f) return undefined;
  const known = spelled.get(point);
  if (known !== undefined) return known;
  const bytes = new TextEncoder().encode(String.fromCodePoint(point));
  const text = Array.from(bytes, (byte) => BYTE_ALPHABET[byte]!).join('');
  // so that no corpus makes it grow without end
  if (spelled.size >= MOST_REMEMBERED) spelled.clear();
  spelled.set(point, text);
  return text;
}

const MOST_REMEMBERED = 20_000;
