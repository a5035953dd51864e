// The texts a tokenizer is trained on: the training split only, so that nothing held out leaks into the vocabulary.
import type { Corpus } from '@codex-ml/plugin-api';
import type { SamplePipeline } from './sample-pipeline.js';
import type { SplitSource } from './split-samples.js';

export interface CorpusOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called where a reading begins; what it returns hears of each text, with its bytes in UTF-8. */
  readonly onRead?: (() => (bytes: number) => void) | undefined;
  /** Hears of the end of each reading, with what there was; bytes are in UTF-8. */
  readonly onEnd?: ((texts: number, bytes: number) => void) | undefined;
}

/** Texts of the training split after checks and hooks. Each iteration starts anew. @throws the signal's reason when aborted */
export function trainingCorpus(
  source: SplitSource,
  pipeline: SamplePipeline,
  { signal, onRead, onEnd }: CorpusOptions = {},
): Corpus {
  return {
    async *[Symbol.asyncIterator]() {
      const count = onRead?.();
      let [texts, bytes] = [0, 0];
      for await (const { text } of pipeline(source.open('train'), 'train')) {
        signal?.throwIfAborted();
        const size = Buffer.byteLength(text, 'utf8');
        texts++;
        bytes += size;
        count?.(size);
        yield text;
      }
      onEnd?.(texts, bytes);
    },
  };
}
