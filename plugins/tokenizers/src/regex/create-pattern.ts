// Patterns of a `tokenizer.json`, `{ "String": … }` or `{ "Regex": … }`, as functions that find all matches in a text.
import { codexError, type JsonValue } from '@codex-ml/plugin-api';
import { expectObject, readString, unexpected } from '../pipeline/json-fields.js';
import { parsePattern } from './parse-pattern.js';
import { createPatternReader } from './pattern-reader.js';
import { writePattern } from './write-pattern.js';

/** Start and end of each match, one after the other, in UTF-16 units. */
export type FindMatches = (text: string) => number[];

/** @throws CML4110, CML4112, CML4113 */
export function createPattern(json: JsonValue | undefined, path: string): FindMatches {
  const fields = expectObject(json, path);
  const [kind] = Object.keys(fields);
  if (kind === 'String') return findLiteral(readString(fields, 'String', path));
  if (kind !== 'Regex') throw unexpected(path, 'an object with `String` or `Regex`', fields);
  return createFinder(compilePattern(readString(fields, 'Regex', path), `${path}.Regex`));
}

/**
 * Translate a pattern in the dialect of Oniguruma to a JavaScript regular expression that matches the same texts.
 * @param path where it stands, for errors
 * @throws CML4112 naming what cannot be translated, CML4113
 */
export function compilePattern(pattern: string, path: string): RegExp {
  const reader = createPatternReader(pattern, path);
  const source = writePattern(parsePattern(reader), reader);
  try {
    return new RegExp(source, 'gu');
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw codexError('CML4113', { path, position: 1, problem }, { cause: error });
  }
}

function findLiteral(literal: string): FindMatches {
  if (literal === '') return createFinder(/(?:)/gu);
  return (text) => {
    const matches: number[] = [];
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
      matches.push(at, at + literal.length);
    }
    return matches;
  };
}

/** Matches from left to right; an empty one right behind another does not count, and nothing is looked for at its place again. */
function createFinder(expression: RegExp): FindMatches {
  return (text) => {
    const matches: number[] = [];
    // nothing is found in an empty text, not even nothing
    if (text === '') return matches;
    let lastEnd = -1;
    let from = 0;
    while (from <= text.length) {
      expression.lastIndex = from;
      const found = expression.exec(text);
      if (found === null) break;
      const start = found.index;
      if (isInsidePair(text, start)) {
        // where an empty match is possible, the engine offers the middle of a pair of surrogates too
        from = start + 1;
        continue;
      }
      const end = start + found[0].length;
      if (start === end && end === lastEnd) {
        from += (text.codePointAt(from) ?? 0) >= 0x10000 ? 2 : 1;
        continue;
      }
      matches.push(start, end);
      lastEnd = end;
      from = end;
    }
    return matches;
  };
}

function isInsidePair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 && at > 0;
}
