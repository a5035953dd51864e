// A text to ids in stretches, cut where every known pattern cuts, so that the same little memory serves a text of any length.
import { reserve, type TokenSink } from '../token-sink.js';
import { LETTER, SPACE, unitClasses } from '../unicode/unit-classes.js';
import type { Scanner } from './scanners/scanner.js';
import { UnitBuffer } from './unit-buffer.js';
import type { WordEncoder } from './word-encoder.js';
import { type Origins, writeOffsets } from './write-offsets.js';

/** Units that are cut at once: with the ends of their words they stay in the second cache of a processor. */
const STRETCH = 1 << 14;
/** An id for every so many units, as a first guess. */
const UNITS_PER_ID = 3;

export interface TextEncoderParts {
  readonly scan: Scanner;
  /** Whether words end wherever a space follows a letter: if not, a text is scanned as a whole. */
  readonly endsAtSpaces: boolean;
  readonly words: WordEncoder;
  /** Where the bytes of each id begin, as in `ByteTable`; called once offsets are asked for. */
  readonly tokenStarts: () => Uint32Array;
}

/** Append the ids of a text, with offsets where the sink has them: `at` plus the place in the text, or in what it was made of. */
export type EncodeText = (text: string, at: number, sink: TokenSink, origins?: Origins) => void;

export function createTextEncoder({ scan, endsAtSpaces, words, tokenStarts }: TextEncoderParts): EncodeText {
  const buffer = new UnitBuffer();
  const classes = unitClasses().units;
  let ends = new Int32Array(0);

  /** The last place up to `length` before which is a letter and behind which is a space, or 0. */
  const findCut = (units: Uint16Array, length: number): number => {
    for (let at = length - 1; at > 0; at--) {
      if ((classes[units[at]!]! & SPACE) !== 0 && (classes[units[at - 1]!]! & LETTER) !== 0) return at;
    }
    return 0;
  };

  return (text, at, sink, origins) => {
    reserve(sink, Math.ceil(text.length / UNITS_PER_ID) + 1);
    let from = 0;
    let stretch = endsAtSpaces ? STRETCH : text.length;
    while (from < text.length) {
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
      if (sink.offsets === undefined) {
        words.encodeWords(units, ends, count, sink);
      } else {
        const starts = tokenStarts();
        const begin = from;
        words.encodeWords(units, ends, count, sink, (start, end, first) => {
          writeOffsets({ units, from: begin, start, end }, starts, sink, first, at, origins);
        });
      }
      from += length;
      stretch = STRETCH;
    }
  };
}
