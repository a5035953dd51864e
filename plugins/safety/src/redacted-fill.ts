// The character that stands for text that is redacted. Rules see each redacted place, and each marker of an earlier
// inspection, as one such character: a text and its redacted form look the same to them, which makes inspection idempotent.
import type { Span } from './secret-rule.js';

/** A Unicode noncharacter: never part of interchanged text, of a token's alphabet, or of a word. */
export const FILL = '\ufdd0';

const NOT_FILL = /[^\ufdd0]+/g;

export interface CollapsedText {
  readonly text: string;
  /** The place in the original text of a span that has no collapsed place inside. */
  restore(span: Span): Span;
}

/** Put one fill character in place of each span; the spans are sorted and do not overlap. */
export function collapse(text: string, spans: readonly Span[]): CollapsedText {
  const parts: string[] = [];
  /** Index of each fill character, and the characters that the text is shorter by up to and including it. */
  const fillAt: number[] = [];
  const shorterBy: number[] = [];
  let at = 0;
  let removed = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(at, start), FILL);
    fillAt.push(start - removed);
    removed += end - start - 1;
    shorterBy.push(removed);
    at = end;
  }
  parts.push(text.slice(at));
  return {
    text: parts.join(''),
    restore: ({ start, end }) => {
      const before = countBelow(fillAt, start);
      const shift = before === 0 ? 0 : shorterBy[before - 1]!;
      return { start: start + shift, end: end + shift };
    },
  };
}

/** The parts of a span that are not fill. */
export function* unfilledParts(text: string, span: Span): Iterable<Span> {
  const inside = text.slice(span.start, span.end);
  for (const match of inside.matchAll(NOT_FILL)) {
    yield { start: span.start + match.index, end: span.start + match.index + match[0].length };
  }
}

/** How many of the sorted numbers are below a limit, by bisection. */
function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
