// CodexError: the one error type users see. Built through the catalogue, recognised by brand.
import { ERROR_BRAND } from '../brand.js';
import { CATALOGUE, type ErrorCode } from './catalogue/index.js';
import type { CatalogueEntry, ParametersOf } from './catalogue-entry.js';

/** A place in a source text. Lines and columns count from 1. */
export interface SourceLocation {
  /** As the user would write it: relative to the working directory where possible. */
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** Characters to underline. Default 1. */
  readonly length?: number | undefined;
  /** The whole text of the file, for the code frame. */
  readonly source?: string | undefined;
  /** Words after the underline, such as "did you mean `layers`?". */
  readonly note?: string | undefined;
}

export interface ErrorDetails {
  readonly where?: SourceLocation | undefined;
  readonly cause?: unknown;
  /** Added to the catalogue's remedy; the most specific first. */
  readonly hints?: readonly string[] | undefined;
  readonly plugin?: string | undefined;
  readonly hook?: string | undefined;
  /** What the plugin is and where it comes from, such as "metric of `acme-metrics` 1.2.0". Since 1.1. */
  readonly pluginOrigin?: string | undefined;
  /** What the run was doing, such as "step 12" or "validation at step 100". Since 1.1. */
  readonly during?: string | undefined;
}

type Parameters<C extends ErrorCode> = Readonly<
  Record<ParametersOf<(typeof CATALOGUE)[C]['title']>, string | number>
>;

/** An error with a code, a place, a cause and hints. Make one with {@link codexError}. */
export class CodexError extends Error {
  readonly [ERROR_BRAND] = true;
  readonly code: ErrorCode;
  readonly title: string;
  readonly where: SourceLocation | undefined;
  readonly hints: readonly string[];
  readonly plugin: string | undefined;
  readonly hook: string | undefined;
  /** Since 1.1. */
  readonly pluginOrigin: string | undefined;
  /** Since 1.1. */
  readonly during: string | undefined;

  constructor(code: ErrorCode, title: string, details: ErrorDetails = {}) {
    super(title, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CodexError';
    this.code = code;
    this.title = title;
    this.where = details.where;
    this.hints = details.hints ?? [];
    this.plugin = details.plugin;
    this.hook = details.hook;
    this.pluginOrigin = details.pluginOrigin;
    this.during = details.during;
  }

  static is(value: unknown): value is CodexError {
    return typeof value === 'object' && value !== null && ERROR_BRAND in value;
  }
}

/** Several errors of one stage, reported together. */
export class CodexErrors extends AggregateError {
  readonly [ERROR_BRAND] = 'list';
  declare readonly errors: CodexError[];

  constructor(errors: readonly CodexError[]) {
    super(errors, errors.map((error) => error.title).join('; '));
    this.name = 'CodexErrors';
  }
}

/** Build an error from the catalogue; the compiler checks that the title's parameters are given. */
export function codexError<C extends ErrorCode>(
  code: C,
  parameters: Parameters<C>,
  details: ErrorDetails = {},
): CodexError {
  return new CodexError(code, fillTitle(CATALOGUE[code], parameters), details);
}

/** Throw what was collected: nothing, one error, or several together. */
export function throwCollected(errors: readonly CodexError[]): void {
  if (errors.length === 1) throw errors[0]!;
  if (errors.length > 1) throw new CodexErrors(errors);
}

/** The CodexErrors inside any thrown value; foreign errors become CML9001 with the original as cause. */
export function toCodexErrors(error: unknown): readonly CodexError[] {
  if (CodexError.is(error)) {
    const list = (error as unknown as { errors?: readonly CodexError[] }).errors;
    return list ?? [error];
  }
  const message = error instanceof Error ? error.message : String(error);
  return [codexError('CML9001', { message }, { cause: error })];
}

function fillTitle(entry: CatalogueEntry, parameters: Readonly<Record<string, string | number>>): string {
  return entry.title.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]));
}
