// The UTF-8 bytes of text that each token of a `tokenizer.json` vocabulary stands for.
import { byteOfToken } from '../decoders/byte-fallback.js';
import { bytesOfToken } from '../decoders/byte-level.js';
import type { TextDecoding } from '../decoders/create-decoder.js';

/**
 * Bytes of a token by how it is spelled. Byte-level and byte-fallback tokens have exactly their bytes. Others have those that
 * decoding adds for them inside a text, so that the space before a word belongs to the word. Over the tokens of a text this is
 * more than the text by the one space where a tokenizer puts a space before the first word, and less by what it normalizes away.
 */
export function createTokenBytes(decoding: TextDecoding): (token: string) => Uint8Array {
  const encoder = new TextEncoder();
  if (decoding.types.includes('ByteLevel')) return bytesOfToken;
  const byteFallback = decoding.types.includes('ByteFallback');
  return (token) => {
    const byte = byteFallback ? byteOfToken(token) : -1;
    return byte >= 0 ? Uint8Array.of(byte) : encoder.encode(textInside(decoding, token));
  };
}

/** What a token adds between two others. */
function textInside({ decode }: TextDecoding, token: string): string {
  // neighbours that no decoder changes, and other than the token, as some drop repetitions
  const around = token === 'x' ? 'y' : 'x';
  const before = decode([around]);
  const whole = decode([around, token, around]);
  const other = around === 'x' ? 'y' : 'x';
  const after = decode([around, other, around]).slice(decode([around, other]).length);
  return whole.slice(before.length, whole.length - after.length);
}
