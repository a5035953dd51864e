// UTF-8 bytes that each token id stands for.
import type { Tokenizer } from '@codex-ml/plugin-api';

/** Byte counts by id, [vocabularySize]. */
export function tokenByteTable(tokenizer: Tokenizer): Int32Array {
  return Int32Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.tokenBytes(id).length);
}
