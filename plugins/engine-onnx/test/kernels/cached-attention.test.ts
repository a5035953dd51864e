import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import type { Engine, LanguageModel } from '@codex-ml/plugin-api';
import { compileDecoding, createRng } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { ints, makeOnnx } from '../make-engine.js';

const SIZES = { layers: 2, heads: 4, width: 32, context: 12 };
const MODELS = {
  gpt: { plugin: gpt, options: { ...SIZES } },
  'llama with grouped queries': { plugin: llama, options: { ...SIZES, kvHeads: 2, hiddenWidth: 48 } },
};
const PROMPTS = [[1, 2, 3, 4, 5], [6, 7], [8]];
const NEXT = [9, 10, 11, 12];

/** Logits of each step: the prompts at once, then one token per row, at places that differ between rows. */
async function decode(engine: Engine, model: LanguageModel): Promise<Float32Array[]> {
  const cache = model.createCache(PROMPTS.length);
  const program = await compileDecoding(engine, model, cache);
  const lengths = PROMPTS.map(({ length }) => length);
  const longest = Math.max(...lengths);
  const padded = PROMPTS.flatMap((prompt) => [...prompt, ...Array(longest - prompt.length).fill(0)]);
  const rows = PROMPTS.length;
  const step = async (length: number, ids: number[], positions: number[], last: number[]) => {
    const { logits } = await program.run({
      ids: ints([rows, length], ids),
      positions: ints([rows], positions),
      logitsAt: ints([rows], last),
    });
    return logits.data as Float32Array;
  };
  const logits = [
    await step(
      longest,
      padded,
      PROMPTS.map(() => 0),
      lengths.map((length) => length - 1),
    ),
  ];
  for (const [i, id] of NEXT.entries()) {
    logits.push(
      await step(
        1,
        PROMPTS.map((_, row) => id + row),
        lengths.map((length) => length + i),
        PROMPTS.map(() => 0),
      ),
    );
  }
  program.dispose();
  cache.dispose();
  return logits;
}

describe('attention over a cache in one kernel', () => {
  let engine: Engine;
  before(async () => {
    engine = await makeOnnx();
  });
  after(() => engine.dispose());

  for (const [name, { plugin, options }] of Object.entries(MODELS)) {
    it(`gives the logits of ${name} without it, for rows of different lengths`, async () => {
      const { tf } = engine;
      const make = (features: Engine['features']) =>
        plugin.create({
          ...{ ctx: testContext({ id: 'std/model' }), tf, features, vocabularySize: 24 },
          rng: createRng(5),
          options: plugin.options.parse(options) as never,
        });
      expect(engine.features.has('fused-cached-attention')).to.equal(true);
      const [fused, plain] = [
        await decode(engine, await make(engine.features)),
        await decode(engine, await make(new Set())),
      ];
      fused.forEach((logits, i) => {
        logits.forEach((value, k) => {
          expect(value, `step ${i}, number ${k}`).to.be.closeTo(plain[i]![k]!, 1e-4);
        });
      });
    });
  }
});
