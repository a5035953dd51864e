// Words of a stretch of text to ids: those met before from a table, others by merging. No object is made for a word.
import { reserve, type TokenSink } from '../token-sink.js';
import type { ByteMerges } from './byte-merges.js';
import { createWordMerger } from './merge-word.js';
import type { TokenLookup } from './token-lookup.js';
import { writeBytes } from './word-bytes.js';
import { ENTRY, LONGEST_WORD, WordTable, type WordTableLimits } from './word-table.js';

const FACTOR = 0x9e3779b1;

export interface WordEncoderParts {
  readonly merges: ByteMerges;
  /** Of models that take a word as a token before they merge anything. */
  readonly whole: TokenLookup | undefined;
  readonly limits?: WordTableLimits;
}

export interface WordEncoder {
  /**
   * Append the ids of words.
   * @param ends [count] where each word ends in `units`; the first begins at 0
   * @param afterWord called with start and end of each word once its ids are there
   */
  encodeWords(
    units: Uint16Array,
    ends: Int32Array,
    count: number,
    sink: TokenSink,
    afterWord?: AfterWord,
  ): void;
}

export type AfterWord = (start: number, end: number, firstId: number) => void;

export function createWordEncoder({ merges, whole, limits }: WordEncoderParts): WordEncoder {
  const table = new WordTable(limits);
  const merger = createWordMerger(merges);
  let bytes = new Uint8Array(3 * LONGEST_WORD);

  /** Merge a word into `merger.ids`, and return the number of ids. */
  const merge = (units: Uint16Array, start: number, end: number): number => {
    if (3 * (end - start) > bytes.length) bytes = new Uint8Array(6 * (end - start));
    const length = writeBytes(units, start, end, bytes);
    if (whole !== undefined) {
      const id = whole.find(bytes, length);
      if (id >= 0) return merger.take(id);
    }
    return merger.merge(bytes, 0, length);
  };

  return {
    encodeWords: (units, ends, words, sink, afterWord) => {
      let { slots, shift, units: keys, ids: known } = table;
      let out = sink.ids;
      let count = sink.count;
      let start = 0;
      for (let word = 0; word < words; word++) {
        const end = ends[word]!;
        const width = end - start;
        const first = count;
        if (count + 3 * width > out.length) {
          sink.count = count;
          reserve(sink, 3 * width);
          out = sink.ids;
        }
        if (width > LONGEST_WORD) {
          const made = merge(units, start, end);
          out.set(merger.ids.subarray(0, made), count);
          count += made;
        } else {
          let hash = width;
          for (let i = start; i < end; i++) hash = Math.imul(hash ^ units[i]!, FACTOR);
          let at = (hash >>> shift) * ENTRY;
          for (;;) {
            const sizes = slots[at + 1]!;
            if (sizes === 0) {
              const made = merge(units, start, end);
              const { ids } = merger;
              for (let i = 0; i < made; i++) out[count++] = ids[i]!;
              table.add(hash, units, start, end, ids, made);
              ({ slots, shift, units: keys, ids: known } = table);
              break;
            }
            if (slots[at] === hash && (sizes & 0xff) === width) {
              let key = slots[at + 2]!;
              let i = start;
              while (i < end && keys[key] === units[i]) {
                i++;
                key++;
              }
              if (i === end) {
                const made = sizes >> 8;
                const value = slots[at + 3]!;
                if (made === 1) out[count++] = value;
                else for (let k = value; k < value + made; k++) out[count++] = known[k]!;
                break;
              }
            }
            at += ENTRY;
            if (at === slots.length) at = 0;
          }
        }
        if (afterWord !== undefined) {
          sink.count = count;
          afterWord(start, end, first);
        }
        start = end;
      }
      sink.count = count;
    },
  };
}
