// Generation from a trained run: the cache changes nothing, rows do not see each other, stops are exact.
import {
  createRng,
  type GenerateOptions,
  generateFromModel,
  generateTokens,
  type TrainedModel,
} from '@codex-ml/runtime';
import { expect } from 'chai';
import { makeWorkplace, openLast, trainIn, type Workplace } from './run-in-process.js';

const SETTINGS = { maxNewTokens: 20, temperature: 1, topK: 0, topP: 1, stop: [], seed: 7 };
const PROMPTS = ['The whale', 'Call me Ishmael. Some years', 'It'];

for (const architecture of ['gpt', 'llama']) {
  describe(`generation from a ${architecture}`, function () {
    this.timeout(60_000);
    let place: Workplace;
    let opened: TrainedModel;

    before(async () => {
      place = await makeWorkplace();
      const { folder } = await trainIn({
        cwd: place.path,
        set: [`model={use: ${architecture}, layers: 2, heads: 2, width: 16, context: 16}`],
      });
      opened = await openLast(place, folder);
    });
    after(async () => {
      await opened.close();
      await place.dispose();
    });

    const generate = (options: Partial<GenerateOptions> & { prompts: readonly string[] }) =>
      generateFromModel(opened, { ...SETTINGS, ...options });

    /** The most likely next token by one forward pass over the whole text, without a cache. */
    async function likeliest(ids: readonly number[]): Promise<number> {
      const { engine, model } = opened;
      const program = await engine.compile(
        'uncached',
        ({ tokens }: Readonly<Record<'tokens', Parameters<typeof model.forward>[0]>>) => ({
          best: engine.tf.argMax(model.forward(tokens, { training: false, random: {} }), -1),
        }),
        {
          inputs: { tokens: { shape: [1, null], dtype: 'int32' } },
          state: model.parameters.map(({ variable }) => variable),
        },
      );
      const data = Int32Array.from(ids);
      const { best } = await program.run({ tokens: { shape: [1, data.length], dtype: 'int32', data } });
      program.dispose();
      return best.data[data.length - 1]!;
    }

    it('at temperature 0 takes the tokens that a full forward pass without a cache finds most likely', async () => {
      const { tokenizer, engine, model } = opened;
      const prompt = tokenizer.encode('The').ids;
      const count = model.shape.context - prompt.length;
      const [made] = await generateTokens(engine, model, {
        ...SETTINGS,
        temperature: 0,
        prompts: [prompt],
        maxNewTokens: count,
        rng: createRng(1),
        onToken: () => false,
      });
      expect(made).to.have.length(model.shape.context);
      for (let end = prompt.length; end < made!.length; end++) {
        expect(made![end], `token ${end}`).to.equal(await likeliest([...made!.subarray(0, end)]));
      }
    });

    it('gives a row the same text alone and beside others', async () => {
      const together = await generate({ prompts: PROMPTS });
      const [first] = await generate({ prompts: [PROMPTS[0]!] });
      expect(together[0]!.text).to.equal(first!.text);
      expect(new Set(together.map(({ text }) => text)).size).to.equal(3);
    });

    it('goes on past the context, for short and long rows alike', async () => {
      const { context } = opened.model.shape;
      const long = await generate({ prompts: PROMPTS, maxNewTokens: 3 * context });
      // A row may end the text of its own accord, but not because of the context.
      for (const { newTokens, finish } of long) {
        expect(newTokens).to.be.greaterThan(2 * context);
        expect(finish === 'eos' || newTokens === 3 * context).to.equal(true);
      }
      const [alone] = await generate({ prompts: [PROMPTS[0]!], maxNewTokens: 3 * context });
      expect(long[0]!.text).to.equal(alone!.text);
    });

    it('repeats itself for the same seed and only for it', async () => {
      const [a] = await generate({ prompts: ['The'] });
      const [b] = await generate({ prompts: ['The'] });
      const [c] = await generate({ prompts: ['The'], seed: 8 });
      expect(a!.text).to.equal(b!.text);
      expect(a!.text).to.not.equal(c!.text);
    });

    it('answers requests that come at the same time as if they came one by one, with memory for two at most', async () => {
      const apart: string[] = [];
      for (const prompt of PROMPTS) apart.push((await generate({ prompts: [prompt] }))[0]!.text);
      const held = opened.engine.memory().tensors;
      const together = await Promise.all(PROMPTS.map((prompt) => generate({ prompts: [prompt] })));
      expect(together.map(([first]) => first!.text)).to.deep.equal(apart);
      // Keys and values of each layer, of one more decoder than before.
      expect(opened.engine.memory().tensors).to.be.at.most(held + 4);
    });

    it('ends before a stop string and never shows a part of it', async () => {
      const [free] = await generate({ prompts: ['The'], maxNewTokens: 30 });
      const stop = free!.text.slice(10, 13);
      const shown: string[] = [];
      const [stopped] = await generate({
        prompts: ['The'],
        maxNewTokens: 30,
        stop: [stop],
        onText: (_, piece) => shown.push(piece),
      });
      expect(stopped!.finish).to.equal('stop');
      expect(stopped!.text).to.equal(free!.text.slice(0, free!.text.indexOf(stop)));
      expect(shown.join('')).to.equal(stopped!.text);
    });

    it('shows the text piece by piece as it is made', async () => {
      const shown: string[] = [];
      const [made] = await generate({ prompts: ['The'], onText: (_, piece) => shown.push(piece) });
      expect(shown.length).to.be.greaterThan(10);
      expect(shown.join('')).to.equal(made!.text);
    });
  });
}
