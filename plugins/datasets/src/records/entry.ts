// What readers give: records with their places, or what is wrong with them. A dataset decides what becomes of the latter.
import { type CodexError, codexError, type SourceLocation } from '@codex-ml/plugin-api';

/** Something that is left out, and why. A class, because records may have any fields. */
export class LeftOut {
  /** Counted by this word: `encoding`, `nul`, `long`, `json`, `quotes`, `columns`, `shape`, `unicode`, `role`, `turns`, `empty`. */
  readonly reason: string;
  /** What a strict reading raises; nothing where it was asked for that such records are left out. */
  readonly error: (() => CodexError) | undefined;

  constructor(reason: string, error?: () => CodexError) {
    this.reason = reason;
    this.error = error;
  }
}

/** The text of a record and where in its file it begins. */
export interface RecordText {
  readonly text: string;
  readonly line: number;
  /** Of its first character. Default 1. */
  readonly column?: number;
}

/** One record of a file. */
export interface DataRecord {
  /** Of the line, item of a list or row, counted from 1. */
  readonly number: number;
  readonly value: unknown;
  /** The text it was read from, where there is one. */
  readonly source?: RecordText | undefined;
}

export type Entry<T = DataRecord> = T | LeftOut;

export function isLeftOut(entry: unknown): entry is LeftOut {
  return entry instanceof LeftOut;
}

/** Left out because it is empty and empty ones are not wanted. */
export const EMPTY: LeftOut = new LeftOut('empty');

/** Longest line that is shown in a code frame. */
const FRAME_WIDTH = 240;
/** Last line that is shown in one. */
const FRAME_LINES = 100_000;

/** A place in the text of a record; `index` counts UTF-16 units. */
export function locate(file: string, { text, line, column = 1 }: RecordText, index: number): SourceLocation {
  const before = text.slice(0, index).split('\n');
  const indent = before.length === 1 ? ' '.repeat(column - 1) : '';
  const at = indent.length + before.at(-1)!.length;
  const where = { file, line: line + before.length - 1, column: at + 1 };
  if (at > FRAME_WIDTH || where.line > FRAME_LINES) return where;
  const shown = indent + text.slice(index - before.at(-1)!.length).split('\n', 1)[0]!;
  // The frame wants the whole file; empty lines stand for what comes before.
  return { ...where, source: '\n'.repeat(where.line - 1) + shown.slice(0, FRAME_WIDTH) };
}

/** The kind of place that records of a format have. */
export type Unit = 'line' | 'item' | 'row';

/** Where a record is; at one of its fields where it has a text to look in. */
export function whereOf(file: string, unit: Unit, record: DataRecord, field?: string): SourceLocation {
  if (record.source === undefined) return { file, note: `${unit} ${record.number}` };
  const at = field === undefined ? 0 : record.source.text.indexOf(JSON.stringify(field));
  return locate(file, record.source, Math.max(0, at));
}

/** A record of another form than expected (CML4206). */
export function mismatch(
  where: () => SourceLocation,
  place: string,
  expected: string,
  received: string,
  { note, hints }: { readonly note?: string | undefined; readonly hints?: readonly string[] } = {},
): LeftOut {
  return new LeftOut('shape', () => {
    const at = note === undefined ? where() : { ...where(), note };
    return codexError('CML4206', { place, expected, received }, { where: at, hints });
  });
}

/** For messages: `a list`, `null`, `a number`. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
