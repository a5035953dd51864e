// What byte, char and whitespace save is loaded by the Rust library, which then encodes and decodes as they do.
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import byte from '@codex-ml/tokenizers/dist/byte.js';
import char from '@codex-ml/tokenizers/dist/char.js';
import { createPipelineTokenizer } from '@codex-ml/tokenizers/dist/pipeline/create-pipeline-tokenizer.js';
import whitespace from '@codex-ml/tokenizers/dist/whitespace.js';
import { expect } from 'chai';
import { HOSTILE_TEXTS } from './hostile-texts.js';
import { findDifference, loadTheirs } from './oracle.js';

const OPTIONS: JsonObject = { specials: ['pad', 'bos', 'eos'] };
const PLUGINS = { byte, char, whitespace } as const;

async function train(name: keyof typeof PLUGINS): Promise<Tokenizer> {
  const plugin = PLUGINS[name] as typeof char;
  const ctx = testContext();
  async function* corpus(): AsyncGenerator<string> {
    yield* HOSTILE_TEXTS.slice(0, 30);
  }
  try {
    return await plugin.train({ options: plugin.options.parse(OPTIONS), ctx, corpus: corpus() });
  } finally {
    await ctx.close();
  }
}

for (const name of Object.keys(PLUGINS) as (keyof typeof PLUGINS)[]) {
  describe(`what ${name} saves`, () => {
    it('encodes alike in the Rust library, and in ours that reads any tokenizer.json', async () => {
      const ours = await train(name);
      const saved = ours.save();
      const theirs = loadTheirs(saved);
      expect(await findDifference({ ours, theirs }, HOSTILE_TEXTS)).to.equal(undefined);
      const reader = createPipelineTokenizer(saved);
      expect(await findDifference({ ours: reader, theirs }, HOSTILE_TEXTS)).to.equal(undefined);
      expect(reader.specials).to.deep.equal(ours.specials);
    });

    it('decodes alike', async () => {
      const ours = await train(name);
      const theirs = loadTheirs(ours.save());
      for (const text of HOSTILE_TEXTS) {
        const ids = [...ours.encode(text, { addSpecials: true }).ids];
        expect(ours.decode(ids)).to.equal(await theirs.decode(ids, false));
      }
    });
  });
}
