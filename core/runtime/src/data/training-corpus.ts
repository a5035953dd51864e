// The texts a tokenizer is trained on: the training split only, so that nothing held out leaks into the vocabulary.
import type { Corpus } from '@codex-ml/plugin-api';
import type { SamplePipeline } from './sample-pipeline.js';
import type { SplitSource } from './split-samples.js';

export interface CorpusOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called where a reading begins; what it returns hears of each text, with its bytes in UTF-8. */
  readonly onRead?: (() => (bytes: number) => void) | undefined;
}

/** Texts of the training split after checks and hooks. Each iteration starts anew. @throws the signal's reason when aborted */
export function trainingCorpus(
  source: SplitSource,
  pipeline: SamplePipeline,
  { signal, onRead }: CorpusOptions = {},
): Corpus {
  return {
    async *[Symbol.asyncIterator]() {
      const count = onRead?.();
      for await (const { text } of pipeline(source.open('train'), 'train')) {
        signal?.throwIfAborted();
        count?.(Buffer.byteLength(text, 'utf8'));
        yield text;
      }
    },
  };
}
