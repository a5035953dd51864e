// Makes findings: from a code of the catalogue, or from an error that the host or the plugin raised.
import {
  CATALOGUE,
  type CodexError,
  codexError,
  type ErrorCode,
  type SourceLocation,
} from '@codex-ml/plugin-api';
import { CHECKS, type CheckId } from './check-table.js';
import type { Finding } from './report.js';

export interface FindingDetails {
  readonly capability?: string | null;
  readonly severity?: Finding['severity'];
  readonly expected?: string;
  readonly seen?: string;
  readonly where?: string | null;
  readonly hints?: readonly string[];
}

/** A finding with the title of its code; what is expected is the claim of the check unless the details say more. */
export function finding<C extends ErrorCode>(
  check: CheckId,
  code: C,
  parameters: Parameters<typeof codexError<C>>[1],
  details: FindingDetails = {},
): Finding {
  return findingOf(check, codexError(code, parameters, { hints: details.hints ?? [] }), details);
}

/** A finding from an error. */
export function findingOf(check: CheckId, error: CodexError, details: FindingDetails = {}): Finding {
  const cause = error.cause instanceof Error ? firstLine(error.cause.message) : undefined;
  return {
    check,
    capability: details.capability ?? null,
    severity: details.severity ?? 'error',
    code: error.code,
    title: error.title,
    expected: details.expected ?? CHECKS[check].claim,
    seen: details.seen ?? cause ?? error.title,
    where: details.where ?? placeOf(error.where),
    mend: [...error.hints, CATALOGUE[error.code].remedy],
  };
}

function placeOf(where: SourceLocation | undefined): string | null {
  if (where === undefined) return null;
  return where.line === undefined ? where.file : `${where.file}:${where.line}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
