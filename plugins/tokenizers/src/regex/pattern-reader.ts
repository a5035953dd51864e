// The text of a pattern with the place where it is being read, and the errors that name that place.
import { codexError } from '@codex-ml/plugin-api';

export interface PatternReader {
  readonly pattern: string;
  at: number;
  /** Whether the rest begins with the text. */
  looksAt(text: string): boolean;
  /** Step over the text if the rest begins with it. */
  take(text: string): boolean;
  /** Step over what the sticky expression matches here. */
  match(expression: RegExp): RegExpExecArray | undefined;
  /** The next character, stepped over. */
  next(): string;
  readonly atEnd: boolean;
  /** The error of a construct without counterpart, to throw. */
  untranslatable(construct: string, position?: number): Error;
  /** The error of a pattern that cannot be read, to throw. */
  malformed(problem: string, position?: number): Error;
}

/** @param path where the pattern stands, for errors */
export function createPatternReader(pattern: string, path: string): PatternReader {
  const reader: PatternReader = {
    pattern,
    at: 0,
    looksAt: (text) => pattern.startsWith(text, reader.at),
    take: (text) => {
      if (!pattern.startsWith(text, reader.at)) return false;
      reader.at += text.length;
      return true;
    },
    match: (expression) => {
      expression.lastIndex = reader.at;
      const found = expression.exec(pattern);
      if (found === null) return undefined;
      reader.at += found[0].length;
      return found;
    },
    next: () => {
      const character = String.fromCodePoint(pattern.codePointAt(reader.at)!);
      reader.at += character.length;
      return character;
    },
    get atEnd() {
      return reader.at >= pattern.length;
    },
    untranslatable: (construct, position = reader.at) =>
      codexError('CML4112', { path, construct, position: position + 1 }, shown(pattern)),
    malformed: (problem, position = reader.at) =>
      codexError('CML4113', { path, problem, position: position + 1 }, shown(pattern)),
  };
  return reader;
}

function shown(pattern: string) {
  return { hints: [`the pattern is ${JSON.stringify(pattern)}`] };
}
