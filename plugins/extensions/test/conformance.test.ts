import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import cleanText from '@codex-ml/extensions/dist/clean-text.js';
import ema from '@codex-ml/extensions/dist/ema.js';
import promptLimit from '@codex-ml/extensions/dist/prompt-limit.js';
import { createTestEngine, describeConformance } from '@codex-ml/testkit';

const engine = createTestEngine(tfjs, { device: 'cpu' });

describe('the extensions', () => {
  after(engine.close);

  describeConformance(ema, { hooks: ['model.built'], engine: engine.get });
  describeConformance(ema, {
    hooks: ['model.built'],
    engine: engine.get,
    options: { decay: 0.5, warmup: false },
    title: 'short and without warmup',
  });
  describeConformance(cleanText, { hooks: ['data.sample'] });
  describeConformance(cleanText, {
    hooks: ['data.sample'],
    options: { unicode: 'NFKC', minimum: 3 },
    title: 'dropping short samples',
  });
  describeConformance(promptLimit, { hooks: ['generate.prompt'], options: { characters: 100 } });
});
