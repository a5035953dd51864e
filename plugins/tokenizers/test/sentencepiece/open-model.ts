// The tokenizer of a model file that a test makes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { createPipelineTokenizer } from '@codex-ml/tokenizers';
import { readSentencePieceDocument } from '@codex-ml/tokenizers/dist/formats/sentencepiece/read-sentencepiece-document.js';

/** The document of a file with these bytes. */
export async function readBytes(bytes: Uint8Array): Promise<JsonObject> {
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-model-'));
  try {
    writeFileSync(join(folder, 'small.model'), bytes);
    return (await readSentencePieceDocument('small.model', (path) => join(folder, path))).document;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function openBytes(bytes: Uint8Array): Promise<Tokenizer> {
  return createPipelineTokenizer(await readBytes(bytes));
}

/** Pieces of a text, with a space between them. */
export function cut(tokenizer: Tokenizer, text: string): string {
  return Array.from(tokenizer.encode(text).ids, (id) => tokenizer.idToToken(id)).join(' ');
}
