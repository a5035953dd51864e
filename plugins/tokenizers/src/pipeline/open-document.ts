// The tokenizer of a document, for modules that must not load what makes it before they need it.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import type { PipelineOptions } from './create-pipeline-tokenizer.js';

/** As `createPipelineTokenizer`. */
export async function openDocument(document: JsonObject, options?: PipelineOptions): Promise<Tokenizer> {
  const { createPipelineTokenizer } = await import('./create-pipeline-tokenizer.js');
  return createPipelineTokenizer(document, options);
}
