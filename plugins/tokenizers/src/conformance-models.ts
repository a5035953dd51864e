// Small SentencePiece models for the conformance suites, written as the wire format of protocol buffers.
import { BYTE_TOKENS } from './models/vocabulary-model.js';

const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;
const BYTE = 6;

/** Letters and a few words; spaces are removed as by default. */
export function unigramModel(): Uint8Array {
  const words = ['▁', '▁the', '▁and', '▁in', 'ing', 'an', ...'abcdefghijklmnopqrstuvwxyz.'];
  return Buffer.concat([
    writePiece('<unk>', 0, UNKNOWN),
    writePiece('<s>', 0, CONTROL),
    writePiece('</s>', 0, CONTROL),
    writePiece('<sep>', 0, USER_DEFINED),
    ...words.map((word, i) => writePiece(word, -2 - i / 8)),
    writeBytes(2, writeNumber(3, 1)),
    writeBytes(3, writeNumber(3, 1)),
  ]);
}

/** Bytes for what has no piece, and no space before a text. */
export function byteFallbackModel(): Uint8Array {
  const words = [
    'th',
    '▁th',
    '▁the',
    'an',
    'and',
    '▁and',
    'aa',
    'aaa',
    'aaaa',
    ...'▁abcdefghijklmnopqrstuvwxyz',
  ];
  return Buffer.concat([
    writePiece('<unk>', 0, UNKNOWN),
    writePiece('</s>', 0, CONTROL),
    writePiece('<pad>', 0, CONTROL),
    ...BYTE_TOKENS.map((token) => writePiece(token, 0, BYTE)),
    ...words.map((word, i) => writePiece(word, -i)),
    writeBytes(2, Buffer.concat([writeNumber(3, 2), writeNumber(35, 1)])),
    writeBytes(3, Buffer.concat([writeNumber(3, 0), writeNumber(4, 0)])),
  ]);
}

function writePiece(text: string, score: number, type?: number): Buffer {
  const float = Buffer.alloc(5);
  float[0] = (2 << 3) | 5;
  float.writeFloatLE(score, 1);
  return writeBytes(
    1,
    Buffer.concat([
      writeBytes(1, Buffer.from(text)),
      float,
      ...(type === undefined ? [] : [writeNumber(3, type)]),
    ]),
  );
}

function writeBytes(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([writeVarint((field << 3) | 2), writeVarint(bytes.length), bytes]);
}

function writeNumber(field: number, value: number): Buffer {
  return Buffer.concat([writeVarint(field << 3), writeVarint(value)]);
}

function writeVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 0x80) return Buffer.of(...bytes, left);
    bytes.push((left & 0x7f) | 0x80);
  }
}
