// Letters written one after the other that are the same as a single character where case makes no difference: `ss` is ß as well.
import { findSeveral, foldPoint, severalOf } from './case-folding.js';
import { setOfPoint, uniteAll } from './code-point-set.js';
import type { PatternNode } from './pattern-node.js';

/** The items of a sequence, in which letters may have become choices. */
export function expandFolding(items: readonly PatternNode[]): readonly PatternNode[] {
  const out: PatternNode[] = [];
  for (let i = 0; i < items.length; ) {
    const run: number[] = [];
    while (i + run.length < items.length) {
      const item = items[i + run.length]!;
      if (item.kind !== 'set' || item.literal === undefined) break;
      run.push(item.literal);
    }
    if (run.length === 0) {
      out.push(items[i++]!);
    } else {
      out.push(...expandRun(run));
      i += run.length;
    }
  }
  return out;
}

function expandRun(points: readonly number[]): PatternNode[] {
  const out: PatternNode[] = [];
  for (let i = 0; i < points.length; ) {
    const found = findSeveral(points, i);
    if (found === undefined) {
      out.push(expandOne(points[i++]!));
      continue;
    }
    const { sequence, characters } = found;
    const written = points.slice(i, i + sequence.length);
    out.push({
      kind: 'choice',
      options: [
        { kind: 'sequence', items: written.map(single) },
        { kind: 'set', set: uniteAll(characters.map(setOfPoint)) },
      ],
    });
    i += sequence.length;
  }
  return out;
}

function expandOne(point: number): PatternNode {
  const several = severalOf(foldPoint(point));
  if (several.length === 0) return single(point);
  return {
    kind: 'choice',
    options: [
      single(point),
      ...several.map((sequence): PatternNode => ({ kind: 'sequence', items: sequence.map(single) })),
    ],
  };
}

function single(point: number): PatternNode {
  return { kind: 'set', set: foldPoint(point) };
}
