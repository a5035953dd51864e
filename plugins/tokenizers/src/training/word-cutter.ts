// From the first two parts of a `tokenizer.json` to what cuts texts into the words that a trainer counts. Added tokens are not looked
// for: a special token that is written in a text is text.
import type { JsonObject, JsonValue } from '@codex-ml/plugin-api';
import { findCutting } from '../fast/find-cutting.js';
import { createStretchScanner } from '../fast/scan-stretches.js';
import { UnitBuffer } from '../fast/unit-buffer.js';
import { createNormalizer, keepText } from '../normalizers/create-normalizer.js';
import { alignText } from '../pipeline/slice-piece.js';
import { toWellFormed } from '../pipeline/well-formed.js';
import { createPreTokenizer } from '../pre-tokenizers/create-pre-tokenizer.js';

export interface WordCutter {
  /** Whether words that it makes of bytes are spelled in the byte alphabet already. */
  readonly spelled: boolean;
  /** Call back with each word: units[start, end), which may change afterwards. */
  cut(text: string, visit: (units: Uint16Array, start: number, end: number) => void): void;
}

/** Units that are scanned at once. */
const STRETCH = 1 << 16;

/** @throws CML4110 … CML4114 */
export function createWordCutter(normalizerJson: JsonValue, preTokenizerJson: JsonValue): WordCutter {
  const normalizer = createNormalizer(normalizerJson);
  const normalize = (text: string): string =>
    normalizer === keepText ? toWellFormed(text) : normalizer(alignText(toWellFormed(text), false)).text;
  const cutting = findCutting(preTokenizerJson === null ? undefined : (preTokenizerJson as JsonObject));
  if (cutting !== undefined) {
    const scanStretches = createStretchScanner(cutting.scan, cutting.endsAtSpaces, STRETCH);
    const { prefixSpace } = cutting;
    return {
      spelled: false,
      cut: (text, visit) => {
        const normalized = normalize(text);
        const prefixed = prefixSpace && normalized !== '' && !normalized.startsWith(' ');
        scanStretches(prefixed ? ` ${normalized}` : normalized, (units, ends, count) => {
          let start = 0;
          for (let word = 0; word < count; word++) {
            const end = ends[word]!;
            if (end > start) visit(units, start, end);
            start = end;
          }
        });
      },
    };
  }
  const buffer = new UnitBuffer();
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
