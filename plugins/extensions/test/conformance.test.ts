// Every extension of this package under the conformance suite.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import cleanText from '@codex-ml/extensions/dist/clean-text.js';
import fixtures from '@codex-ml/extensions/dist/conformance.js';
import ema from '@codex-ml/extensions/dist/ema.js';
import promptLimit from '@codex-ml/extensions/dist/prompt-limit.js';
import { createTestEngine, describeFixtures } from '@codex-ml/testkit';

describe('extensions on the cpu engine', () => {
  const { get: engine, close } = createTestEngine(tfjs, { device: 'cpu' });
  after(close);

  for (const plugin of [ema, cleanText, promptLimit]) describeFixtures(plugin, fixtures, { engine });
});
