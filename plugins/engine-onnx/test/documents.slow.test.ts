// Rows of several documents on the compiled engine: nothing of one reaches another, and training follows the eager engine.

import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import { crossEntropy } from '@codex-ml/nn';
import type { Engine, HostArray, Program, Tensor } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime';
import { testContext } from '@codex-ml/testkit';
import { expect } from 'chai';
import { floats, ints, makeEager, makeLooped, makeOnnx } from './make-engine.js';
import { startTraining, trainSteps } from './start-training.js';

const MODELS = { gpt, llama };
const VOCABULARY = 13;
const [ROWS, LENGTH] = [2, 16];
const SHAPE = [ROWS, LENGTH];
/** Documents of 7, 5 and 4 places; of 6 and 8, and padding. */
const DOCUMENTS = [7, 5, 4]
  .flatMap((size, i) => Array.from({ length: size }, () => i + 1))
  .concat(
    [6, 8].flatMap((size, i) => Array.from({ length: size }, () => i + 1)),
    [0, 0],
  );
const FIRST = 7;
/** Places of document 2 of row 0. */
const SECOND = [FIRST, FIRST + 5] as const;

type Scored = Program<string, string>;

/** Logits, and the gradient of the loss of document 2 of row 0 for every parameter. */
async function compileScoring(engine: Engine, name: keyof typeof MODELS): Promise<Scored> {
  const { tf, features } = engine;
  const ctx = testContext({ id: 'test' });
  const shared = { ctx, tf, features, vocabularySize: VOCABULARY, rng: createRng(5).fork('model') };
  const sizes = { layers: 2, heads: 2, width: 32, context: LENGTH, initStd: 0.3 };
  const model =
    name === 'gpt'
      ? await gpt.create({ ...shared, options: gpt.options.parse(sizes) })
      : await llama.create({ ...shared, options: llama.options.parse({ ...sizes, heads: 4, kvHeads: 2 }) });
  const variables = model.parameters.map(({ variable }) => variable);
  return engine.compile<string, string>(
    'score-documents',
    ({ ids, targets, weights, documents }: Readonly<Record<string, Tensor>>) => {
      const outputs: Record<string, Tensor> = {};
      const loss = () => {
        const logits = model.forward(ids!, { training: false, random: {}, documents });
        outputs['logits'] = tf.keep(logits);
        return crossEntropy({ tf, features }, logits, targets!, weights).sum;
      };
      const { grads } = tf.variableGrads(loss as Parameters<typeof tf.variableGrads>[0], variables);
      for (const parameter of model.parameters) outputs[parameter.name] = grads[parameter.variable.name]!;
      return outputs;
    },
    {
      inputs: {
        ids: { shape: SHAPE, dtype: 'int32' },
        targets: { shape: SHAPE, dtype: 'int32' },
        weights: { shape: SHAPE, dtype: 'float32' },
        documents: { shape: SHAPE, dtype: 'int32' },
      },
      state: variables,
    },
  );
}

const drawn = createRng(3);
const IDS = Array.from({ length: ROWS * LENGTH }, () => drawn.integer(VOCABULARY));
const EDITED = IDS.map((id, place) => (place < FIRST ? (id + 5) % VOCABULARY : id));

const feedsOf = (ids: readonly number[]) => ({
  ids: ints(SHAPE, ids),
  targets: ints(
    SHAPE,
    IDS.map((id) => (id * 5 + 1) % VOCABULARY),
  ),
  weights: floats(
    SHAPE,
    IDS.map((_, place) => (place >= SECOND[0] && place < SECOND[1] ? 1 : 0)),
  ),
  documents: ints(SHAPE, DOCUMENTS),
});

/** Everything but the logits of document 1 of row 0. Zeros of either sign are the same. */
async function score(program: Scored, ids: readonly number[]): Promise<Record<string, HostArray>> {
  const result = await program.run(feedsOf(ids));
  return Object.fromEntries(
    Object.entries(result).map(([name, { data }]) => {
      const values = Float32Array.from(data, (value) => value + 0);
      return [name, name === 'logits' ? values.subarray(FIRST * VOCABULARY) : values];
    }),
  );
}

const ENGINES = {
  compiled: () => makeOnnx(2),
  'compiled with loops for everything': () => makeLooped(2),
  eager: makeEager,
};

for (const name of ['gpt', 'llama'] as const) {
  describe(`documents in ${name}`, () => {
    const scores: Record<string, HostArray>[] = [];

    for (const [title, make] of Object.entries(ENGINES)) {
      it(`change nothing of each other on the ${title} engine, neither logits nor gradients, in no bit`, async function () {
        this.timeout(60_000);
        const engine = await make();
        const program = await compileScoring(engine, name);
        const original = await score(program, IDS);
        expect(await score(program, EDITED)).to.deep.equal(original);
        const { logits } = await program.run(feedsOf(EDITED));
        const before = (await program.run(feedsOf(IDS))).logits!;
        expect([...logits!.data.slice(0, FIRST)]).to.not.deep.equal([...before.data.slice(0, FIRST)]);
        scores.push(original);
        program.dispose();
        await engine.dispose();
      });
    }

    it('give the same numbers on all of them', () => {
      const [first, ...others] = scores;
      for (const other of others) {
        for (const [key, values] of Object.entries(first!)) {
          values.forEach((value, i) => {
            expect(other[key]![i], `${key}[${i}]`).to.be.closeTo(value, 1e-4 * Math.max(1, Math.abs(value)));
          });
        }
      }
    });

    it('are trained on as the eager engine does, for 50 steps', async function () {
      this.timeout(60_000);
      const [compiled, eager] = [await makeOnnx(2), await makeEager()];
      const options = { documents: true };
      const actual = await trainSteps(await startTraining(compiled, name, 1, options), 1, 50);
      const expected = await trainSteps(await startTraining(eager, name, 1, options), 1, 50);
      expect(actual[49]).to.be.below(actual[0]! * 0.8);
      actual.forEach((loss, i) => {
        expect(loss, `step ${i + 1}`).to.be.closeTo(expected[i]!, 1e-4);
      });
      await compiled.dispose();
      await eager.dispose();
    });
  });
}
