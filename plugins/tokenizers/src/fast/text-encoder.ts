// A text to ids, word by word, with the places of its tokens where they are asked for.
import { reserve, type TokenSink } from '../token-sink.js';
import { createStretchScanner } from './scan-stretches.js';
import type { Scanner } from './scanners/scanner.js';
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
  const scanStretches = createStretchScanner(scan, endsAtSpaces, STRETCH);
  return (text, at, sink, origins) => {
    reserve(sink, Math.ceil(text.length / UNITS_PER_ID) + 1);
    if (sink.offsets === undefined) {
      scanStretches(text, (units, ends, count) => words.encodeWords(units, ends, count, sink));
      return;
    }
    const starts = tokenStarts();
    scanStretches(text, (units, ends, count, from) => {
      words.encodeWords(units, ends, count, sink, (start, end, first) => {
        writeOffsets({ units, from, start, end }, starts, sink, first, at, origins);
      });
    });
  };
}
