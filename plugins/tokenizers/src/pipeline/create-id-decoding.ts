// From ids back to text: the surface of each id through the decoder of the document, and the bytes that each id stands for.
import type { DecodeStream } from '@codex-ml/plugin-api';
import type { TextDecoding } from '../decoders/create-decoder.js';
import { type ByteDecoder, createByteDecoder } from '../fast/byte-decoder.js';
import { createByteTable } from '../fast/byte-table.js';
import { createTokenBytes } from './token-bytes.js';

export interface DecodedVocabulary {
  readonly decoding: TextDecoding;
  /** One more than the largest id. */
  readonly size: number;
  /** How decoding spells an id; undefined in gaps of the vocabulary, which decoding passes over. */
  surface(id: number): string | undefined;
  readonly special: ReadonlySet<number>;
  /** Special ids that are left out where specials are to be skipped. */
  readonly skipped: ReadonlySet<number>;
}

export interface IdDecoding {
  decode(ids: readonly number[], skipSpecials: boolean): string;
  decodeStream(skipSpecials: boolean): DecodeStream;
  bytes(id: number): Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

export function createIdDecoding(vocabulary: DecodedVocabulary): IdDecoding {
  const { decoding, size, surface, special, skipped } = vocabulary;
  const isByteLevel = decoding.types.length === 1 && decoding.types[0] === 'ByteLevel';
  let byteDecoder: ByteDecoder | undefined;
  const spellBytes = createTokenBytes(decoding);
  const bytesOf: (Uint8Array | undefined)[] = [];

  const computeBytes = (id: number): Uint8Array => {
    if (special.has(id)) return NO_BYTES;
    const token = surface(id);
    return token === undefined ? NO_BYTES : spellBytes(token);
  };

  const tokenOf = (id: number, skipSpecials: boolean): string | undefined =>
    skipSpecials && skipped.has(id) ? decoding.skippedAs : surface(id);

  return {
    decode: (ids, skipSpecials) => {
      if (!isByteLevel) return decoding.decode(ids.flatMap((id) => tokenOf(id, skipSpecials) ?? []));
      const shown = skipSpecials ? ids.filter((id) => !skipped.has(id)) : ids;
      // the most common decoder, without a string for each token
      byteDecoder ??= createByteDecoder(
        createByteTable(Array.from({ length: size }, (_, id) => surface(id))),
      );
      return byteDecoder.decode(shown);
    },
    decodeStream: (skipSpecials) => {
      const stream = decoding.stream();
      return {
        push: (id) => {
          const token = tokenOf(id, skipSpecials);
          return token === undefined ? '' : stream.push(token);
        },
        end: () => stream.end(),
      };
    },
    bytes: (id) => {
      bytesOf[id] ??= computeBytes(id);
      return bytesOf[id];
    },
  };
}
