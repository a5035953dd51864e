// The normalizer of BERT: cleaning, room around Chinese characters, no accents, lower case.
import type { JsonObject } from '@codex-ml/plugin-api';
import type { AlignedText, Normalizer } from '../pipeline/aligned-text.js';
import { readBoolean } from '../pipeline/json-fields.js';
import { isSpace } from '../regex/character-classes.js';
import { isUnclean } from '../unicode/old-categories.js';
import { lowercase } from './lowercase.js';
import { mapCharacters } from './map-characters.js';
import { stripNonspacingMarks } from './strip.js';
import { createUnicodeNormalizer } from './unicode-forms.js';

export function createBertNormalizer(json: JsonObject, path: string): Normalizer {
  const cleans = readBoolean(json, 'clean_text', path);
  const spreads = readBoolean(json, 'handle_chinese_chars', path);
  const lowers = readBoolean(json, 'lowercase', path);
  // null leaves it to `lowercase`
  const strips =
    json['strip_accents'] === null || json['strip_accents'] === undefined
      ? lowers
      : readBoolean(json, 'strip_accents', path);
  const decompose = createUnicodeNormalizer('NFD');
  return (input) => {
    let text = input;
    if (cleans) text = mapCharacters(text, clean);
    if (spreads) text = spread(text);
    if (strips) text = stripNonspacingMarks(decompose(text));
    if (lowers) text = lowercase(text);
    return text;
  };
}

function clean(point: number): string | undefined {
  if (point >= 0x20 && point < 0x7f) return undefined;
  if (isUnclean(point)) return '';
  return point < 0x10000 && isSpace(point) ? ' ' : undefined;
}

function spread(input: AlignedText): AlignedText {
  return mapCharacters(input, (point) => (isChinese(point) ? ` ${String.fromCodePoint(point)} ` : undefined));
}

/** CJK ideographs, by the blocks that BERT counts: one of the extensions is left out, as there. */
function isChinese(point: number): boolean {
  if (point < 0x3400) return false;
  return (
    (point >= 0x4e00 && point <= 0x9fff) ||
    point <= 0x4dbf ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0x20000 && point <= 0x2a6df) ||
    (point >= 0x2a700 && point <= 0x2b81f) ||
    (point >= 0x2b920 && point <= 0x2ceaf) ||
    (point >= 0x2f800 && point <= 0x2fa1f)
  );
}
