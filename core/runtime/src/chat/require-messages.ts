// Whether messages are messages: datasets and hooks may be plain JavaScript.
import { type ChatMessage, codexError } from '@codex-ml/plugin-api';

/** @throws CML4360 */
export function requireMessages(messages: readonly ChatMessage[], sample: string): void {
  const refuse = (problem: string) => codexError('CML4360', { sample, problem });
  if (!Array.isArray(messages) || messages.length === 0) throw refuse('it has no messages');
  for (const [index, message] of (messages as readonly Partial<ChatMessage>[]).entries()) {
    for (const field of ['role', 'content'] as const) {
      if (typeof message?.[field] !== 'string') {
        throw refuse(`message ${index} has ${typeof message?.[field]} for \`${field}\``);
      }
    }
  }
}
