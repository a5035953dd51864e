// What a tokenizer pipeline hands text to where its document is byte-level BPE of a known shape. It knows no added tokens.
import type { TokenSink } from '../token-sink.js';

export interface FastEncoder {
  /**
   * Append the tokens of `text`, which begins at `at` in the input and holds no added token. It normalizes, cuts and merges;
   * ids, and offsets where `sink.offsets` is set, are those of the general path. Offsets count UTF-16 units of the input:
   * all bytes of a character have its place.
   */
  encodeInto(text: string, at: number, sink: TokenSink): void;
}
