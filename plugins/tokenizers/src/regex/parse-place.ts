// Anchors: tests of a place that take no character.
import { ofPosix, WORD_OUTSIDE } from './character-properties.js';
import { uniteAll, writeSet } from './code-point-set.js';
import type { PatternNode } from './pattern-node.js';
import type { PatternReader } from './pattern-reader.js';

/** Lines end at a newline and at nothing else; behind the last newline of a text there is no line. */
const PLACES: Readonly<Record<string, string>> = {
  '^': '(?:(?<![^])|(?<=\\n)(?=[^]))',
  $: '(?![^\\n])',
  '\\A': '(?<![^])',
  '\\z': '(?![^])',
  '\\Z': '(?=\\n?(?![^]))',
};

/** The anchor at the reader, stepped over; undefined where there is none. */
export function parsePlace(reader: PatternReader): PatternNode | undefined {
  for (const [written, source] of Object.entries(PLACES)) {
    if (reader.take(written)) return { kind: 'place', source };
  }
  if (!reader.looksAt('\\b') && !reader.looksAt('\\B')) return undefined;
  const boundary = reader.take('\\b');
  if (!boundary) reader.at += 2;
  const word = writeSet(uniteAll([ofPosix('word')!, WORD_OUTSIDE]));
  return {
    kind: 'place',
    source: boundary
      ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
      : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
  };
}
