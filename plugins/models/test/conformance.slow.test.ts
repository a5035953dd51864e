// Every model of this package under the conformance suite, on the wasm engine.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import fixtures from '@codex-ml/models/dist/conformance.js';
import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import { createTestEngine, describeFixtures } from '@codex-ml/testkit';

describe('models on the wasm engine', () => {
  const { get: engine, close } = createTestEngine(tfjs, { device: 'wasm' });
  after(close);

  for (const plugin of [gpt, llama]) describeFixtures(plugin, fixtures, { engine });
});
