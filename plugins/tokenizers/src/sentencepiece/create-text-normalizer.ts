// What SentencePiece does to a text before it cuts it: characters are mapped, spaces become visible, user-defined symbols stay.
import { createAlignmentBuffer } from '../normalizers/alignment-buffer.js';
import type { CharacterMap } from '../normalizers/character-map.js';
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import type { FindSymbol } from './find-symbol.js';
import { PrefixReader } from './prefix-reader.js';
import type { TextRules } from './sentencepiece-rules.js';

/** What a space becomes. */
export const SPACE_MARK = '\u2581';

/** @param map of characters; undefined keeps them */
export function createTextNormalizer(
  rules: TextRules,
  map: CharacterMap | undefined,
  findSymbol: FindSymbol,
): Normalizer {
  const space = rules.escapesSpaces ? SPACE_MARK : ' ';

  return (input) => {
    const source = new PrefixReader(input.text, map, findSymbol);
    let prefix = source.take();
    if (rules.removesSpaces) while (prefix === ' ') prefix = source.take();
    if (prefix === undefined) return cut(input, 0);
    const { starts, ends } = input;
    const places = createAlignmentBuffer(input);
    let out = '';
    if (rules.addsSpace && !rules.spaceIsSuffix) {
      out = space;
      const place = starts?.[source.start] ?? 0;
      places.fill(place, place, 1);
    }
    let behindSpace = rules.removesSpaces;
    for (; prefix !== undefined; prefix = source.take()) {
      const text: string = behindSpace && prefix.startsWith(' ') ? prefix.replace(/^ +/, '') : prefix;
      if (text === '') continue;
      out += rules.escapesSpaces && text.includes(' ') ? text.replaceAll(' ', SPACE_MARK) : text;
      if (starts !== undefined && ends !== undefined) {
        places.fill(starts[source.start]!, ends[source.end - 1]!, text.length);
      }
      behindSpace = rules.removesSpaces && text.endsWith(' ');
    }
    let length = out.length;
    if (rules.removesSpaces) while (length > 0 && out[length - 1] === space) length--;
    const written = cut(places.finish(out), length);
    return rules.addsSpace && rules.spaceIsSuffix ? append(written, space, ends?.at(-1) ?? 0) : written;
  };
}

function cut({ text, starts, ends }: AlignedText, length: number): AlignedText {
  return {
    text: text.slice(0, length),
    starts: starts?.subarray(0, length),
    ends: ends?.subarray(0, length),
  };
}

function append({ text, starts, ends }: AlignedText, added: string, place: number): AlignedText {
  return { text: text + added, starts: withLast(starts, place), ends: withLast(ends, place) };
}

function withLast(places: Uint32Array | undefined, place: number): Uint32Array | undefined {
  if (places === undefined) return undefined;
  const longer = new Uint32Array(places.length + 1);
  longer.set(places);
  longer[places.length] = place;
  return longer;
}
