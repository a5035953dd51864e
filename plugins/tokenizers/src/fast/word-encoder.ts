// Words of a stretch of text to ids: those met before from a table, others by merging. No object is made for a word.
import { reserve, type TokenSink } from '../token-sink.js';
import type { ByteMerges } from './byte-merges.js';
import type { TokenLookup } from './token-lookup.js';
import { writeBytes } from './word-bytes.js';
import { WordMerger } from './word-merger.js';
import { ENTRY, LONGEST_WORD, WordTable, type WordTableLimits } from './word-table.js';

const FACTOR = 0x9e3779b1;

export interface WordEncoderParts {
  readonly merges: ByteMerges;
  /** Of models that take a word as a token before they merge anything. */
  readonly whole: TokenLookup | undefined;
  readonly limits?: WordTableLimits | undefined;
}

export type AfterWord = (start: number, end: number, firstId: number) => void;

/** A class, as methods of all instances share what the JavaScript engine learns and compiles. */
export class WordEncoder {
  readonly #table: WordTable;
  readonly #merger: WordMerger;
  readonly #whole: TokenLookup | undefined;
  #bytes = new Uint8Array(3 * LONGEST_WORD);

  constructor({ merges, whole, limits }: WordEncoderParts) {
    this.#table = new WordTable(limits);
    this.#merger = new WordMerger(merges);
    this.#whole = whole;
  }

  /**
   * Append the ids of words.
   * @param ends [words] where each word ends in `units`; the first begins at 0
   * @param afterWord called with start and end of each word, and the place of its first id, once its ids are there
   */
  encodeWords(
    units: Uint16Array,
    ends: Int32Array,
    words: number,
    sink: TokenSink,
    afterWord?: AfterWord,
  ): void {
    const table = this.#table;
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
      let hash = width;
      let at = -1;
      if (width <= LONGEST_WORD) {
        for (let i = start; i < end; i++) hash = Math.imul(hash ^ units[i]!, FACTOR);
        at = (hash >>> shift) * ENTRY;
        // the slot of the word, or the free one that it would take
        for (let sizes = slots[at + 1]!; sizes !== 0; sizes = slots[at + 1]!) {
          if (slots[at] === hash && (sizes & 0xff) === width) {
            let key = slots[at + 2]!;
            let i = start;
            while (i < end && keys[key] === units[i]) {
              i++;
              key++;
            }
            if (i === end) break;
          }
          at += ENTRY;
          if (at === slots.length) at = 0;
        }
      }
      if (at >= 0 && slots[at + 1] !== 0) {
        const made = slots[at + 1]! >> 8;
        const value = slots[at + 3]!;
        if (made === 1) out[count++] = value;
        else for (let k = value; k < value + made; k++) out[count++] = known[k]!;
      } else {
        const made = this.#merge(units, start, end);
        const { ids } = this.#merger;
        for (let i = 0; i < made; i++) out[count++] = ids[i]!;
        if (at >= 0) {
          table.add(hash, units, start, end, ids, made);
          ({ slots, shift, units: keys, ids: known } = table);
        }
      }
      if (afterWord !== undefined) {
        sink.count = count;
        afterWord(start, end, first);
      }
      start = end;
    }
    sink.count = count;
  }

  /** Merge a word into the ids of the merger, and return how many they are. */
  #merge(units: Uint16Array, start: number, end: number): number {
    if (3 * (end - start) > this.#bytes.length) this.#bytes = new Uint8Array(6 * (end - start));
    const length = writeBytes(units, start, end, this.#bytes);
    const id = this.#whole === undefined ? -1 : this.#whole.find(this.#bytes, length);
    return id >= 0 ? this.#merger.take(id) : this.#merger.merge(this.#bytes, length);
  }
}
