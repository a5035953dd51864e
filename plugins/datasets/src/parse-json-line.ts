// From one line of a JSON Lines file to its text, or to an error with file, line and column.
import { type CodexError, codexError, nearestName, type SourceLocation } from '@codex-ml/plugin-api';
import { findJsonError } from './find-json-error.js';
import type { Line } from './read-text.js';

/** Longest line that is shown in a code frame. */
const FRAME_WIDTH = 240;

/** The text of the line, or what is wrong with it (CML4205, CML4206). */
export function parseJsonLine(line: Line, field: string, file: string): string | CodexError {
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (cause) {
    const { index, problem } = findJsonError(line.text) ?? { index: 0, problem: String(cause) };
    return codexError('CML4205', { problem }, { where: locate(line, index, file) });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return mismatch(line, 0, file, 'the line', 'an object', typeName(value));
  }
  const fields = value as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(fields, field)) {
    const near = nearestName(field, Object.keys(fields));
    const note = near === undefined ? undefined : `did you mean \`${near}\`?`;
    return mismatch(line, 0, file, `field \`${field}\``, 'a string', 'nothing', note);
  }
  const text = fields[field];
  if (typeof text === 'string') return text;
  const index = Math.max(0, line.text.indexOf(JSON.stringify(field)));
  return mismatch(line, index, file, `field \`${field}\``, 'a string', typeName(text));
}

function mismatch(
  line: Line,
  index: number,
  file: string,
  place: string,
  expected: string,
  received: string,
  note?: string,
): CodexError {
  const where = { ...locate(line, index, file), note };
  return codexError('CML4206', { place, expected, received }, { where });
}

function locate(line: Line, index: number, file: string): SourceLocation {
  const where = { file, line: line.number, column: index + 1 };
  if (index > FRAME_WIDTH) return where;
  // the frame wants the whole file; empty lines stand for what comes before
  return { ...where, source: '\n'.repeat(line.number - 1) + line.text.slice(0, FRAME_WIDTH) };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
