// Whether the taps of `data.batch` handed on the documents that a batch came with.
import { codexError, type TokenBatch } from '@codex-ml/plugin-api';

/**
 * The programs of a run either take documents or do not.
 * @throws CML4342
 */
export function requireSameDocuments(given: TokenBatch, tapped: TokenBatch, step: number): void {
  const problem = problemOf(given, tapped);
  if (problem !== undefined) throw codexError('CML4342', { step, problem }, { hook: 'data.batch' });
}

function problemOf(given: TokenBatch, { documents, rows, length }: TokenBatch): string | undefined {
  if (given.documents === undefined) return documents === undefined ? undefined : 'has `documents`';
  if (documents === undefined) return 'lacks `documents`';
  const places = rows * length;
  return documents.length === places
    ? undefined
    : `has ${documents.length} \`documents\` for ${places} places`;
}
