// Tokenizer and model must agree on the vocabulary before anything is run with both.
import { codexError } from '@codex-ml/plugin-api';

/**
 * A model may have more rows than the tokenizer has tokens (some are padded to a round number), never fewer.
 * @throws CML4308
 */
export function requireVocabulary(tokenizerSize: number, modelSize: number): void {
  if (tokenizerSize > modelSize) throw codexError('CML4308', { tokenizer: tokenizerSize, model: modelSize });
}
