// SentencePiece models as bytes, made by hand.
import {
  MODEL_KINDS,
  type ModelPiece,
  PIECE_TYPES,
  type PieceType,
} from '@codex-ml/tokenizers/dist/formats/sentencepiece/read-model-file.js';

/** A field of a message: a whole number, or bytes of a text or of a message. */
export type WrittenField = readonly [number: number, value: number | string | Uint8Array];

export interface ModelSpecs {
  readonly kind?: (typeof MODEL_KINDS)[number];
  readonly trainer?: readonly WrittenField[];
  /** Default: text stays as it is. */
  readonly normalizer?: readonly WrittenField[];
  /** Fields of the model behind all others. */
  readonly others?: readonly WrittenField[];
}

export const UNKNOWN: ModelPiece = { text: '<unk>', score: 0, type: 'unknown' };

/** Neither a space before the text nor spaces taken away. */
const PLAIN: readonly WrittenField[] = [
  [3, 0],
  [4, 0],
];

export function piece(text: string, score = 0, type: PieceType = 'normal'): ModelPiece {
  return { text, score, type };
}

export function writeModel(
  pieces: readonly ModelPiece[],
  { kind = 'unigram', trainer = [], normalizer = PLAIN, others = [] }: ModelSpecs = {},
): Buffer {
  return writeMessage([
    ...pieces.map((each): WrittenField => [1, writePiece(each)]),
    [2, writeMessage([[3, 1 + MODEL_KINDS.indexOf(kind)], ...trainer])],
    [3, writeMessage(normalizer)],
    ...others,
  ]);
}

export function writeMessage(fields: readonly WrittenField[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.concat([writeVarint(8 * number), writeVarint(value)]);
      const bytes = Buffer.from(value);
      return Buffer.concat([writeVarint(8 * number + 2), writeVarint(bytes.length), bytes]);
    }),
  );
}

function writePiece({ text, score, type }: ModelPiece): Buffer {
  const float = Buffer.alloc(5);
  float[0] = 8 * 2 + 5;
  float.writeFloatLE(score, 1);
  return Buffer.concat([
    writeMessage([[1, text]]),
    float,
    writeMessage([[3, 1 + PIECE_TYPES.indexOf(type)]]),
  ]);
}

function writeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
