// Lower case, each character by itself: a sigma at the end of a word is a sigma like any other.
import type { AlignedText } from '../pipeline/aligned-text.js';
import { mapCharacters } from './map-characters.js';

const DOTTED_I = '\u0130';

export function lowercase(input: AlignedText): AlignedText {
  const { text, starts, ends } = input;
  const lower = text.replaceAll('Σ', 'σ').toLowerCase();
  if (lower === text) return input;
  // all others keep their length
  if (starts === undefined || !text.includes(DOTTED_I)) return { text: lower, starts, ends };
  return mapCharacters(input, (point) => {
    const character = String.fromCodePoint(point);
    const small = character.toLowerCase();
    return small === character ? undefined : small;
  });
}
