// Every tokenizer of this package under the conformance suite.
import { describeFixtures } from '@codex-ml/testkit';
import byte from '@codex-ml/tokenizers/dist/byte.js';
import char from '@codex-ml/tokenizers/dist/char.js';
import fixtures from '@codex-ml/tokenizers/dist/conformance.js';
import tokenizerJson from '@codex-ml/tokenizers/dist/tokenizer-json.js';
import whitespace from '@codex-ml/tokenizers/dist/whitespace.js';

for (const plugin of [byte, char, tokenizerJson, whitespace]) describeFixtures(plugin, fixtures);
