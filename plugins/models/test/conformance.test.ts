// Every model of this package under the conformance suite, on the wasm engine.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import { createTestEngine, describeConformance } from '@codex-ml/testkit';

describe('models on the wasm engine', () => {
  const { get: engine, close } = createTestEngine(tfjs, { device: 'wasm' });
  after(close);

  const tiny = { layers: 2, heads: 2, width: 8, context: 12 };
  // Large initial weights: with the usual ones a tiny model hardly tells one token from another.
  const loud = { ...tiny, initStd: 0.5 };

  describeConformance(gpt, { title: 'plain', engine, options: loud });
  describeConformance(gpt, {
    title: 'with dropout, untied and without biases',
    engine,
    options: { ...loud, dropout: 0.2, tieEmbeddings: false, bias: false, activation: 'relu-squared' },
  });
  describeConformance(llama, { title: 'plain', engine, options: loud });
  describeConformance(llama, {
    title: 'with grouped queries',
    engine,
    options: { ...loud, heads: 4, kvHeads: 2 },
  });
});
