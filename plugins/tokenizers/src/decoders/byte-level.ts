// `ByteLevel`: tokens in the byte alphabet to the text of their bytes. A token with another character stands for itself.
import { BYTE_OF_UNIT } from '../byte-alphabet.js';
import { type DecoderPart, waitForEnd } from './decoder-part.js';

/** Bytes of a token of a byte-level vocabulary. */
export function bytesOfToken(token: string): Uint8Array {
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const unit = token.charCodeAt(i);
    const byte = unit < BYTE_OF_UNIT.length ? BYTE_OF_UNIT[unit]! : -1;
    if (byte < 0) return new TextEncoder().encode(token);
    bytes[i] = byte;
  }
  return bytes;
}

export function createByteLevel(): DecoderPart {
  const decode = (tokens: readonly string[]): readonly string[] => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return [decoder.decode(Buffer.concat(tokens.map(bytesOfToken)))];
  };
  return {
    decode,
    fuses: true,
    stream: () => {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      return {
        push: (token, emit) => emit(decoder.decode(bytesOfToken(token), { stream: true })),
        end: (emit) => emit(decoder.decode()),
      };
    },
    streamFused: () => waitForEnd(decode),
  };
}
