// From the first two parts of a `tokenizer.json` to what cuts texts into the words that a trainer counts. Added tokens are not looked
// for: a special token that is written in a text is text.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { findCutting } from '../fast/find-cutting.js';
import { UnitBuffer } from '../fast/unit-buffer.js';
import { createNormalizer, keepText } from '../normalizers/create-normalizer.js';
import { alignText } from '../pipeline/slice-piece.js';
import { toWellFormed } from '../pipeline/well-formed.js';
import { createPreTokenizer } from '../pre-tokenizers/create-pre-tokenizer.js';
import { LETTER, SPACE, unitClasses } from '../unicode/unit-classes.js';

export interface WordCutter {
  /** Whether words that it makes of bytes are spelled in the byte alphabet already. */
  readonly spelled: boolean;
  /** Call back with each word: units[start, end), which may change afterwards. */
  cut(text: string, visit: (units: Uint16Array, start: number, end: number) => void): void;
}

/** @throws CML4110 … CML4114 */
export function createWordCutter(normalizerJson: JsonValue, preTokenizerJson: JsonValue): WordCutter {
  const normalizer = createNormalizer(normalizerJson);
  const normalize = (text: string): string =>
    normalizer === keepText ? toWellFormed(text) : normalizer(alignText(toWellFormed(text), false)).text;
  const buffer = new UnitBuffer();
  const cutting = findCutting(preTokenizerJson === null ? undefined : (preTokenizerJson as JsonObject));
  if (cutting !== undefined) {
    const cut = createScannerCut(cutting.scan, cutting.endsAtSpaces, buffer);
    const { prefixSpace } = cutting;
    return {
      spelled: false,
      cut: (text, visit) => {
        const normalized = normalize(text);
        cut(
          prefixSpace && normalized !== '' && !normalized.startsWith(' ') ? ` ${normalized}` : normalized,
          visit,
        );
      },
    };
  }
  const preTokenize = createPreTokenizer(preTokenizerJson);
  return {
    spelled: true,
    cut: (text, visit) => {
      const normalized = normalize(text);
      const whole = alignText(normalized, preTokenize.readsFirst === true);
      for (const { text: word } of preTokenize(whole)) {
        if (word === '') continue;
        buffer.fill(word, 0, word.length);
        visit(buffer.units, 0, word.length);
      }
    },
  };
}

/** Units that are scanned at once; as in encoding, a stretch ends where a space follows a letter. */
const STRETCH = 1 << 16;

function createScannerCut(
  scan: NonNullable<ReturnType<typeof findCutting>>['scan'],
  endsAtSpaces: boolean,
  buffer: UnitBuffer,
): WordCutter['cut'] {
  const classes = unitClasses().units;
  let ends = new Int32Array(0);
  const findCut = (units: Uint16Array, length: number): number => {
    for (let at = length - 1; at > 0; at--) {
      if ((classes[units[at]!]! & SPACE) !== 0 && (classes[units[at - 1]!]! & LETTER) !== 0) return at;
    }
    return 0;
  };
  return (text, visit) => {
    let stretch = endsAtSpaces ? STRETCH : text.length;
    for (let from = 0; from < text.length; ) {
      const to = Math.min(text.length, from + stretch);
      buffer.fill(text, from, to);
      const { units } = buffer;
      const length = to === text.length ? to - from : findCut(units, to - from);
      if (length === 0) {
        stretch *= 2;
        continue;
      }
      if (length > ends.length) ends = new Int32Array(units.length);
      const count = scan(units, length, ends, text);
      let start = 0;
      for (let word = 0; word < count; word++) {
        const end = ends[word]!;
        if (end > start) visit(units, start, end);
        start = end;
      }
      from += length;
      stretch = STRETCH;
    }
  };
}
