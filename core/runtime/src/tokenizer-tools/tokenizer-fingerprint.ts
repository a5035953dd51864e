// SHA-256 of what a tokenizer saves: equal for tokenizers that encode alike.
import { canonicalJson, sha256Hex } from '@codex-ml/config';
import type { Tokenizer } from '@codex-ml/plugin-api';

/** Hex. The order of keys does not matter. */
export function tokenizerFingerprint(tokenizer: Tokenizer): string {
  return sha256Hex(canonicalJson(tokenizer.save()));
}
