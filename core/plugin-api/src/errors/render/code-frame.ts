// The lines of source around an error, with the place underlined.
import type { SourceLocation } from '../codex-error.js';

/** Code frame in the style of rustc; empty where the location has no line. */
export function codeFrame(where: SourceLocation): string[] {
  const place = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  if (where.line === undefined || where.source === undefined) {
    return where.note === undefined ? [`  --> ${place}`] : [`  --> ${place}`, `   = ${where.note}`];
  }
  const text = where.source.split(/\r?\n/)[where.line - 1] ?? '';
  const number = String(where.line);
  const gutter = ' '.repeat(number.length);
  const column = where.column ?? 1;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, where.length ?? 1));
  const note = where.note === undefined ? '' : ` ${where.note}`;
  return [`  --> ${place}`, ` ${gutter} |`, ` ${number} | ${text}`, ` ${gutter} | ${indent}${carets}${note}`];
}
