// What becomes of the parts of a text that matched and of those between them.
import type { Piece } from '../pipeline/aligned-text.js';
import { slicePiece } from '../pipeline/slice-piece.js';

export const SPLIT_BEHAVIORS = [
  'Removed',
  'Isolated',
  'MergedWithPrevious',
  'MergedWithNext',
  'Contiguous',
] as const;

export type SplitBehavior = (typeof SPLIT_BEHAVIORS)[number];

/**
 * Cut a piece at its matches; empty parts are left out.
 * @param matches start and end of each match, one after the other
 * @param invert whether what lies between the matches counts as matched, and the other way round
 */
export function splitAtMatches(
  piece: Piece,
  matches: readonly number[],
  behavior: SplitBehavior,
  invert = false,
): readonly Piece[] {
  if (piece.text === '') return [];
  if (behavior === 'Isolated') return isolate(piece, matches);
  const parts = listParts(piece.text.length, matches, invert);
  const kept = behavior === 'Removed' ? parts.filter(({ matched }) => !matched) : MERGES[behavior](parts);
  return kept.filter(({ start, end }) => start < end).map(({ start, end }) => slicePiece(piece, start, end));
}

function isolate(piece: Piece, matches: readonly number[]): readonly Piece[] {
  if (matches.length === 0) return [piece];
  const pieces: Piece[] = [];
  let done = 0;
  for (let i = 0; i < matches.length; i += 2) {
    const start = matches[i]!;
    const end = matches[i + 1]!;
    if (done < start) pieces.push(slicePiece(piece, done, start));
    if (start < end) pieces.push(slicePiece(piece, start, end));
    done = end;
  }
  if (done < piece.text.length) pieces.push(slicePiece(piece, done, piece.text.length));
  return pieces;
}

interface Part {
  readonly start: number;
  readonly end: number;
  readonly matched: boolean;
}

function listParts(length: number, matches: readonly number[], invert: boolean): Part[] {
  const parts: Part[] = [];
  let done = 0;
  for (let i = 0; i < matches.length; i += 2) {
    const start = matches[i]!;
    const end = matches[i + 1]!;
    if (done !== start) parts.push({ start: done, end: start, matched: invert });
    parts.push({ start, end, matched: !invert });
    done = end;
  }
  if (done !== length) parts.push({ start: done, end: length, matched: invert });
  return parts;
}

type Merge = (parts: readonly Part[]) => readonly Part[];

/** Only the first of several matches in a row is merged with its neighbour. */
const MERGES: Readonly<Record<Exclude<SplitBehavior, 'Removed' | 'Isolated'>, Merge>> = {
  MergedWithPrevious: (parts) => mergeForward(parts, (part, before) => part.matched && !before),
  MergedWithNext: (parts) => {
    const out: Part[] = [];
    let before = false;
    for (const part of parts.toReversed()) {
      const last = out.at(-1);
      if (part.matched && !before && last !== undefined) out[out.length - 1] = { ...last, start: part.start };
      else out.push(part);
      before = part.matched;
    }
    return out.reverse();
  },
  Contiguous: (parts) => mergeForward(parts, (part, before) => part.matched === before),
};

function mergeForward(
  parts: readonly Part[],
  joins: (part: Part, before: boolean) => boolean,
): readonly Part[] {
  const out: Part[] = [];
  let before = false;
  for (const part of parts) {
    const last = out.at(-1);
    if (last !== undefined && joins(part, before)) out[out.length - 1] = { ...last, end: part.end };
    else out.push(part);
    before = part.matched;
  }
  return out;
}
