// A text as a whole, in pieces where it is too large to be one string.
import { isUtf8 } from 'node:buffer';
import { type Beginning, invalidText, nulText } from './invalid-text.js';
import type { TextSource } from './text-source.js';

export interface TextPiece {
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Most bytes of a piece. */
export const PIECE_BYTES = 1 << 24;

/**
 * The text in pieces that end at line feeds, or between characters where 16 MiB have none. At least one piece, which may be empty.
 * @param source in UTF-8
 * @throws CML4204 not UTF-8, CML4214 with NUL characters
 */
export async function* readPieces(source: TextSource): AsyncGenerator<TextPiece> {
  let line = 1;
  let offset = source.begin;
  let held: Buffer[] = [];
  let size = 0;
  const at = { name: source.name, label: 'utf-8' };
  const decode = (bytes: Buffer): TextPiece => {
    const piece = { line, text: decodePiece(bytes, { ...at, line, offset }) };
    for (let lf = bytes.indexOf(10); lf >= 0; lf = bytes.indexOf(10, lf + 1)) line++;
    offset += bytes.length;
    return piece;
  };
  for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
    held.push(chunk);
    size += chunk.length;
    while (size > PIECE_BYTES) {
      const all = Buffer.concat(held);
      const end = cutBelow(all, PIECE_BYTES);
      yield decode(all.subarray(0, end));
      held = [all.subarray(end)];
      size = all.length - end;
    }
  }
  if (size > 0 || offset === source.begin) yield decode(Buffer.concat(held));
}

/** Behind the last line feed of the first `limit` bytes, or else before the character, or the CRLF, that the limit would cut. */
function cutBelow(bytes: Buffer, limit: number): number {
  const lineFeed = bytes.lastIndexOf(10, limit - 1);
  if (lineFeed >= 0) return lineFeed + 1;
  let end = limit;
  while (end > limit - 4 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes[end] === 10 && bytes[end - 1] === 13 ? end - 1 : end;
}

function decodePiece(bytes: Buffer, at: Beginning): string {
  const problem = !isUtf8(bytes)
    ? invalidText(bytes, at)
    : bytes.includes(0)
      ? nulText(bytes, at)
      : undefined;
  if (problem !== undefined) throw problem.error!();
  return bytes.toString('utf8');
}
