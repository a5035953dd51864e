// The texts a tokenizer is trained on: the training split only, so that nothing held out leaks into the vocabulary.
import type { Corpus } from '@codex-ml/plugin-api';
import type { SamplePipeline } from './sample-pipeline.js';
import type { SplitSource } from './split-samples.js';

/** Texts of the training split after checks and hooks. Each iteration starts anew. */
export function trainingCorpus(source: SplitSource, pipeline: SamplePipeline): Corpus {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const { text } of pipeline(source.open('train'), 'train')) yield text;
    },
  };
}
