// Every metric of this package under the conformance suite.
import bitsPerByte from '@codex-ml/metrics/dist/bits-per-byte.js';
import fixtures from '@codex-ml/metrics/dist/conformance.js';
import perplexity from '@codex-ml/metrics/dist/perplexity.js';
import tokenAccuracy from '@codex-ml/metrics/dist/token-accuracy.js';
import { describeFixtures } from '@codex-ml/testkit';

for (const plugin of [perplexity, bitsPerByte, tokenAccuracy]) describeFixtures(plugin, fixtures);
