// Every tokenizer of this package under the conformance suite.
import { describeFixtures } from '@codex-ml/testkit';
import * as tokenizers from '@codex-ml/tokenizers';
import fixtures from '@codex-ml/tokenizers/dist/conformance.js';

const {
  bpe,
  byte,
  char,
  sentencepiece,
  tiktoken,
  tokenizerJson,
  unigram,
  vocabulary,
  whitespace,
  wordpiece,
} = tokenizers;

for (const plugin of [
  bpe,
  byte,
  char,
  sentencepiece,
  tiktoken,
  tokenizerJson,
  unigram,
  vocabulary,
  whitespace,
  wordpiece,
]) {
  describeFixtures(plugin, fixtures);
}
