// Escapes that stand for one character, which mean the same inside and outside of brackets.
import type { PatternReader } from './pattern-reader.js';

const SIMPLE: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27 };

/**
 * The code point of an escape; the reader stands behind the backslash and the letter.
 * @param position of the backslash
 * @throws CML4113 for numbers that are none
 */
export function parseEscapedPoint(reader: PatternReader, letter: string, position: number): number {
  const simple = SIMPLE[letter];
  if (simple !== undefined) return simple;
  if (letter === 'x') return parseHex(reader, position);
  if (letter === 'u') {
    const digits = reader.match(/[0-9A-Fa-f]{4}/y)?.[0];
    if (digits === undefined) throw reader.malformed('`\\u` needs four hexadecimal digits', position);
    return checkPoint(reader, Number.parseInt(digits, 16), position);
  }
  if (/[0-7]/.test(letter)) {
    const more = reader.match(/[0-7]{0,2}/y)?.[0] ?? '';
    return checkPoint(reader, Number.parseInt(letter + more, 8), position);
  }
  if (letter === 'c') return reader.next().codePointAt(0)! & 0x1f;
  return letter.codePointAt(0)!;
}

function parseHex(reader: PatternReader, position: number): number {
  const braced = reader.match(/\{([0-9A-Fa-f]{1,8})\}/y)?.[1];
  if (braced !== undefined) return checkPoint(reader, Number.parseInt(braced, 16), position);
  const value = Number.parseInt(reader.match(/[0-9A-Fa-f]{0,2}/y)?.[0] || '0', 16);
  if (value < 0x80) return value;
  // bytes of UTF-8, which must make a character together
  const bytes = [value];
  const count = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
  while (bytes.length < count) {
    const digits = reader.match(/\\x([89ABab][0-9A-Fa-f])/y)?.[1];
    if (digits === undefined) break;
    bytes.push(Number.parseInt(digits, 16));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes)).codePointAt(0)!;
  } catch {
    throw reader.malformed('the bytes are not UTF-8', position);
  }
}

function checkPoint(reader: PatternReader, point: number, position: number): number {
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
    throw reader.malformed(`U+${point.toString(16).toUpperCase()} is no character`, position);
  }
  return point;
}
