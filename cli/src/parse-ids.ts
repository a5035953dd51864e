// Token ids out of text.
import { codexError } from '@codex-ml/plugin-api';

/** @throws CML4173 */
export function parseIds(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      if (!/^\d{1,9}$/.test(word)) throw codexError('CML4173', { text: word });
      return Number(word);
    });
}
