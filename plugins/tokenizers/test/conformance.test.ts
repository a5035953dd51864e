// Every tokenizer of this package under the conformance suite.
import { describeConformance } from '@codex-ml/testkit';
import byte from '@codex-ml/tokenizers/dist/byte.js';
import char from '@codex-ml/tokenizers/dist/char.js';
import whitespace from '@codex-ml/tokenizers/dist/whitespace.js';

const every = { specials: ['pad', 'bos', 'eos'] };

describeConformance(byte, { lossless: 'always' });
describeConformance(byte, { title: 'with every special', lossless: 'always', options: every });
describeConformance(byte, { title: 'without specials', lossless: 'always', options: { specials: [] } });
describeConformance(char, { lossless: 'trained' });
describeConformance(char, { title: 'with every special', lossless: 'trained', options: every });
describeConformance(whitespace, { lossless: 'never' });
describeConformance(whitespace, {
  title: 'lower case, with every special',
  lossless: 'never',
  options: { ...every, lowercase: true },
});
describeConformance(whitespace, {
  title: 'with few words',
  lossless: 'never',
  options: { maxVocabulary: 12 },
});
