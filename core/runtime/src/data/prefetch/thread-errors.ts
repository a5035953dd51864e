// Errors between threads, as text.
import { CodexError, codexError, type ErrorCode, toCodexErrors } from '@codex-ml/plugin-api';

interface ErrorText {
  readonly code: ErrorCode;
  readonly title: string;
  readonly hints: readonly string[];
  readonly plugin: string | undefined;
}

/** The first error of what was thrown. */
export function errorToText(error: unknown): string {
  const { code, title, hints, plugin } = toCodexErrors(error)[0]!;
  return JSON.stringify({ code, title, hints, plugin } satisfies ErrorText);
}

/** What the other thread threw; CML4314 for what has no code of its own. */
export function errorFromText(text: string, batch: number): CodexError {
  try {
    const { code, title, hints, plugin } = JSON.parse(text) as ErrorText;
    if (code !== 'CML9001') return new CodexError(code, title, { hints, plugin });
    return codexError('CML4314', { batch, problem: title });
  } catch {
    return codexError('CML4314', { batch, problem: text });
  }
}
