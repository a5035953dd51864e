// The header of a safetensors file: 8 bytes of length (little-endian), then JSON that names type, shape and place of every
// tensor. Built canonically, parsed strictly: a header that says anything impossible is refused before any data is read.
import { codexError } from '@codex-ml/plugin-api';
import { findDuplicateKey } from './duplicate-key.js';
import { elementCount, findStoredType, STORED_TYPES, type StoredType } from './stored-tensor.js';

/** Longest header that is read; the limit of the reference implementation. */
export const HEADER_LIMIT = 100_000_000;

const METADATA = '__metadata__';

/** One tensor; `begin` and `end` count bytes from the start of the data. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their data. */
  readonly entries: readonly HeaderEntry[];
}

/**
 * Places for tensors: wide elements first, then by name, without gaps. The format allows no padding between tensors, so this
 * order is what keeps every tensor aligned to its element width.
 * @throws CML6105 for a name the format reserves or a shape that is none
 */
export function layOut(
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype: StoredType }>>,
): HeaderEntry[] {
  const names = Object.keys(tensors).sort((a, b) => {
    const byWidth = STORED_TYPES[tensors[b]!.dtype].width - STORED_TYPES[tensors[a]!.dtype].width;
    return byWidth !== 0 ? byWidth : a < b ? -1 : 1;
  });
  let begin = 0;
  return names.map((name) => {
    const { shape, dtype } = tensors[name]!;
    if (name === METADATA) throw codexError('CML6105', { name, problem: 'the name is reserved' });
    if (!shape.every(isCount))
      throw codexError('CML6105', { name, problem: `[${shape.join(', ')}] is not a shape` });
    const end = begin + elementCount(shape) * STORED_TYPES[dtype].width;
    const entry = { name, dtype, shape, begin, end };
    begin = end;
    return entry;
  });
}

/** The bytes before the data: length and JSON, filled with spaces so that the data starts at a multiple of 8. */
export function encodeHeader({ metadata, entries }: SafetensorsHeader): Uint8Array {
  const parts = entries.map(
    ({ name, dtype, shape, begin, end }) =>
      [name, { dtype: STORED_TYPES[dtype].tag, shape, data_offsets: [begin, end] }] as const,
  );
  const keys = Object.keys(metadata).sort();
  const first =
    keys.length === 0 ? [] : [[METADATA, Object.fromEntries(keys.map((key) => [key, metadata[key]]))]];
  // Written pair by pair: an object would move names that look like array indices to the front.
  const json = `{${[...first, ...parts].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = Buffer.from(json, 'utf8');
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = Buffer.alloc(8 + length, 0x20);
  bytes.writeBigUInt64LE(BigInt(length), 0);
  text.copy(bytes, 8);
  return bytes;
}

/**
 * Length of the JSON, from the first 8 bytes of the file.
 * @throws CML6101
 */
export function headerLength(first: Uint8Array, fileBytes: number, file: string): number {
  if (first.length < 8) throw invalid(file, `it is ${fileBytes} bytes long, shorter than a header`);
  const length = Number(Buffer.from(first.buffer, first.byteOffset, 8).readBigUInt64LE(0));
  if (length > HEADER_LIMIT)
    throw invalid(file, `the header claims ${length} bytes, more than ${HEADER_LIMIT}`);
  if (length > fileBytes - 8) {
    throw invalid(file, `the header claims ${length} bytes, but the file ends after ${fileBytes - 8}`);
  }
  return length;
}

/**
 * Parse and check the JSON part.
 * @param dataBytes bytes of the file after the header
 * @throws CML6101
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, file: string): SafetensorsHeader {
  const raw = parseObject(bytes, file);
  const metadata = parseMetadata(raw[METADATA], file);
  const entries = Object.entries(raw)
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => parseEntry(name, value, dataBytes, file))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of entries) {
    if (begin < expected) throw invalid(file, `tensor \`${name}\` overlaps the one before it`);
    if (begin > expected)
      throw invalid(file, `${begin - expected} bytes before tensor \`${name}\` belong to none`);
    expected = end;
  }
  if (expected !== dataBytes)
    throw invalid(file, `the tensors end at byte ${expected} of the data, the file at ${dataBytes}`);
  return { metadata, entries };
}

function parseObject(bytes: Uint8Array, file: string): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalid(file, 'the header is not UTF-8', error);
  }
  if (!text.startsWith('{')) throw invalid(file, 'the header does not start with `{`');
  let raw: Record<string, unknown>;
  try {
    raw = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw invalid(file, 'the header is not JSON', error);
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) throw invalid(file, `the header names \`${duplicate}\` twice`);
  return raw;
}

function parseMetadata(value: unknown, file: string): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw invalid(file, `\`${METADATA}\` is not an object`);
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') throw invalid(file, `\`${METADATA}.${key}\` is not a string`);
  }
  return value as Record<string, string>;
}

function parseEntry(name: string, value: unknown, dataBytes: number, file: string): HeaderEntry {
  const at = `tensor \`${name}\``;
  if (!isRecord(value)) throw invalid(file, `${at} is not an object`);
  const unknown = Object.keys(value).find((key) => !['dtype', 'shape', 'data_offsets'].includes(key));
  if (unknown !== undefined) throw invalid(file, `${at} has an unknown field \`${unknown}\``);
  const { shape, data_offsets: offsets } = value;
  const dtype = findStoredType(value['dtype']);
  if (dtype === undefined) {
    const tags = Object.values(STORED_TYPES).map((spec) => spec.tag);
    throw invalid(file, `${at} has dtype ${JSON.stringify(value['dtype'])}; supported: ${tags.join(', ')}`);
  }
  if (!isShape(shape)) throw invalid(file, `${at} has no valid shape`);
  const bytes = elementCount(shape) * STORED_TYPES[dtype].width;
  if (!Number.isSafeInteger(bytes)) throw invalid(file, `${at} is too large`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw invalid(file, `${at} has no valid data_offsets`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw invalid(file, `${at} ends at ${end}, before it begins at ${begin}`);
  if (end > dataBytes) throw invalid(file, `${at} ends at byte ${end} of ${dataBytes} bytes of data`);
  if (end - begin !== bytes) {
    throw invalid(file, `${at} has ${end - begin} bytes, its shape [${shape.join(', ')}] needs ${bytes}`);
  }
  return { name, dtype, shape, begin, end };
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isCount);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(file: string, problem: string, cause?: unknown) {
  return codexError('CML6101', { file, problem }, { cause });
}
