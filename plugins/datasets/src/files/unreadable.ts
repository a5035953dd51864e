// The error for a file that the system will not give.
import { type CodexError, codexError } from '@codex-ml/plugin-api';

/** CML4202 with the system's own word for the reason. */
export function unreadable(name: string, error: unknown): CodexError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  return codexError('CML4202', { file: name, problem: code }, { cause: error });
}
