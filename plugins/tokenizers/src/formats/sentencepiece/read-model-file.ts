// A `.model` file of SentencePiece: the message ModelProto, as far as encoding and decoding need it. Other fields are passed over.
import { type FailAt, readFields, type WireField } from './wire-reader.js';

export const PIECE_TYPES = ['normal', 'unknown', 'control', 'user-defined', 'unused', 'byte'] as const;
export type PieceType = (typeof PIECE_TYPES)[number];

export const MODEL_KINDS = ['unigram', 'bpe', 'word', 'char'] as const;

export interface ModelPiece {
  readonly text: string;
  readonly score: number;
  readonly type: PieceType;
}

export interface ModelFile {
  readonly pieces: readonly ModelPiece[];
  readonly kind: (typeof MODEL_KINDS)[number];
  readonly byteFallback: boolean;
  readonly spaceIsSuffix: boolean;
  readonly unknownSurface: string;
  /** Pieces of the roles, which the model may lack. */
  readonly bos: string;
  readonly eos: string;
  readonly pad: string;
  readonly addsSpace: boolean;
  readonly removesSpaces: boolean;
  readonly escapesSpaces: boolean;
  readonly characterMap: Uint8Array;
  /** What decoded text is mapped with. */
  readonly decodedMap: Uint8Array;
  /** Whether decoded text is to get a space, or to lose some, or to have marks for them. */
  readonly changesDecodedSpaces: boolean;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * @param fail is told where the bytes are no model
 * @throws what `fail` throws
 */
export function readModelFile(bytes: Buffer, fail: FailAt): ModelFile {
  const read = createValueReader(bytes, fail);
  const fieldsOf = ({ start, end }: Range) => readFields(bytes, start, end, fail);
  const pieces: ModelPiece[] = [];
  let kind: (typeof MODEL_KINDS)[number] = 'unigram';
  const flags = {
    byteFallback: false,
    spaceIsSuffix: false,
    addsSpace: true,
    removesSpaces: true,
    escapesSpaces: true,
    changesDecodedSpaces: false,
  };
  const texts = { unknownSurface: ' \u2047 ', bos: '<s>', eos: '</s>', pad: '<pad>' };
  const maps = { characterMap: new Uint8Array(0), decodedMap: new Uint8Array(0) };

  const readTrainer = (field: WireField): void => {
    if (field.number === 3) kind = read.choice(field, MODEL_KINDS);
    else if (field.number === 24) flags.spaceIsSuffix = read.varint(field) !== 0;
    else if (field.number === 35) flags.byteFallback = read.varint(field) !== 0;
    else if (field.number === 44) texts.unknownSurface = read.text(field);
    else if (field.number === 46) texts.bos = read.text(field) || texts.bos;
    else if (field.number === 47) texts.eos = read.text(field) || texts.eos;
    else if (field.number === 48) texts.pad = read.text(field) || texts.pad;
  };
  const readNormalizer = (field: WireField): void => {
    if (field.number === 2) maps.characterMap = read.bytes(field);
    else if (field.number === 3) flags.addsSpace = read.varint(field) !== 0;
    else if (field.number === 4) flags.removesSpaces = read.varint(field) !== 0;
    else if (field.number === 5) flags.escapesSpaces = read.varint(field) !== 0;
  };

  const seen = new Set<number>();
  for (const field of fieldsOf({ start: 0, end: bytes.length })) {
    seen.add(field.number);
    if (field.number === 1) pieces.push(readPiece(fieldsOf(read.range(field)), read));
    else if (field.number === 2) for (const inner of fieldsOf(read.range(field))) readTrainer(inner);
    else if (field.number === 3) for (const inner of fieldsOf(read.range(field))) readNormalizer(inner);
    else if (field.number === 5) {
      const off = new Set<number>();
      for (const inner of fieldsOf(read.range(field))) {
        if (inner.number === 2) maps.decodedMap = read.bytes(inner);
        else if (inner.number >= 3 && inner.number <= 5 && read.varint(inner) === 0) off.add(inner.number);
      }
      // each of the three is on where the file does not say
      flags.changesDecodedSpaces = off.size < 3;
    }
  }
  // a file that was cut off between two pieces; the fields behind the pieces are always written
  if (seen.has(1) && !(seen.has(2) && seen.has(3))) fail(bytes.length, 'it ends behind its pieces');
  return { pieces, kind, ...flags, ...texts, ...maps };
}

function readPiece(fields: Iterable<WireField>, read: ReturnType<typeof createValueReader>): ModelPiece {
  let text = '';
  let score = 0;
  let type: PieceType = 'normal';
  for (const field of fields) {
    if (field.number === 1) text = read.text(field);
    else if (field.number === 2) score = read.float(field);
    else if (field.number === 3) type = read.choice(field, PIECE_TYPES);
  }
  return { text, score, type };
}

function createValueReader(bytes: Buffer, fail: FailAt) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const wrongType = ({ number, offset }: WireField, expected: string): never =>
    fail(offset, `field ${number} is no ${expected}`);
  const range = (field: WireField): Range =>
    field.value.type === 'bytes' ? field.value : wrongType(field, 'text or message');
  const varint = (field: WireField): number =>
    field.value.type === 'varint' ? field.value.varint : wrongType(field, 'whole number');
  return {
    range,
    varint,
    float: (field: WireField): number => {
      const value = field.value.type === 'float' ? field.value.float : wrongType(field, 'number');
      if (!Number.isFinite(value)) fail(field.offset, 'a score is not finite');
      // BPE models begin with a score of -0, which JSON does not have
      return value === 0 ? 0 : value;
    },
    bytes: (field: WireField): Uint8Array<ArrayBuffer> => {
      const { start, end } = range(field);
      return Uint8Array.from(bytes.subarray(start, end));
    },
    text: (field: WireField): string => {
      const { start, end } = range(field);
      try {
        return decoder.decode(bytes.subarray(start, end));
      } catch {
        return fail(start, 'a text is not UTF-8');
      }
    },
    /** Enumerations count from 1. */
    choice: <T extends string>(field: WireField, choices: readonly T[]): T =>
      choices[varint(field) - 1] ??
      fail(field.offset, `field ${field.number} has the unknown value ${varint(field)}`),
  };
}
