import { crossEntropy } from '@codex-ml/nn';
import type { ForwardPass, LanguageModel, Tensor, Variable } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import { build, disposeModel, VARIANTS, VOCABULARY } from './architectures.js';
import { activate, distance, idsOf, indices, tf, valuesOf } from './backend.js';

const INFERENCE: ForwardPass = { training: false, random: {} };

const ROWS = [
  [3, 1, 4, 1, 5, 9, 2, 6],
  [2, 7, 1, 8, 2, 8, 1, 10],
];

function logitsOf(model: LanguageModel, rows: number[][], pass: ForwardPass = INFERENCE): Float32Array {
  return valuesOf(() => model.forward(idsOf(rows), pass));
}

/** Logits of row `row`, places `from` to `to`. */
function part(logits: Float32Array, length: number, row: number, from: number, to: number): Float32Array {
  return logits.subarray((row * length + from) * VOCABULARY, (row * length + to) * VOCABULARY);
}

function trainable(model: LanguageModel): Variable[] {
  return model.parameters.map(({ variable }) => variable);
}

/** Mean loss of predicting ROWS, as a function for tfjs to differentiate. */
function lossOf(model: LanguageModel, pass: ForwardPass): Tensor {
  const inputs = idsOf(ROWS.map((row) => row.slice(0, -1)));
  const targets = idsOf(ROWS.map((row) => row.slice(1)));
  const { sum } = crossEntropy({ tf, features: new Set() }, model.forward(inputs, pass), targets);
  return tf.div(sum, targets.size);
}

type ScalarFunction = Parameters<typeof tf.variableGrads>[0];

for (const backend of ['cpu', 'wasm'] as const) {
  for (const { name, architecture, options } of VARIANTS) {
    describe(`${name} on the ${backend} backend`, () => {
      let model: LanguageModel;

      before(async () => {
        await activate(backend);
        model = await build(architecture, options);
      });

      after(() => disposeModel(model));

      it('maps [batch, length] to logits [batch, length, vocabulary] and leaks nothing', () => {
        const before = tf.memory().numTensors;
        const shape = tf.tidy(() => model.forward(idsOf(ROWS), INFERENCE).shape);
        expect(shape).to.deep.equal([2, 8, VOCABULARY]);
        expect(tf.memory().numTensors).to.equal(before);
      });

      it('never lets a later token change earlier logits, not even in the last bit', () => {
        const original = logitsOf(model, ROWS);
        for (const place of [1, 4, 7]) {
          const changed = logitsOf(
            model,
            ROWS.map((row) => row.with(place, (row[place]! + 3) % VOCABULARY)),
          );
          for (const row of [0, 1]) {
            expect(part(changed, 8, row, 0, place)).to.deep.equal(part(original, 8, row, 0, place));
            expect(distance(part(changed, 8, row, place, 8), part(original, 8, row, place, 8))).to.be.above(
              1e-3,
            );
          }
        }
      });

      it('lets every earlier token change later logits', () => {
        const original = logitsOf(model, ROWS);
        for (let place = 0; place < 7; place += 1) {
          const changed = logitsOf(model, [
            ROWS[0]!.with(place, (ROWS[0]![place]! + 3) % VOCABULARY),
            ROWS[1]!,
          ]);
          expect(
            distance(part(changed, 8, 0, 7, 8), part(original, 8, 0, 7, 8)),
            `place ${place}`,
          ).to.be.above(1e-6);
          expect(part(changed, 8, 1, 0, 8)).to.deep.equal(part(original, 8, 1, 0, 8));
        }
      });

      it('gives a finite gradient to every parameter, and not only zeros', () => {
        const { value, grads } = tf.variableGrads(
          (() => lossOf(model, INFERENCE)) as ScalarFunction,
          trainable(model),
        );
        for (const parameter of model.parameters) {
          const gradient = grads[parameter.variable.name];
          expect(gradient!.shape, parameter.name).to.deep.equal(parameter.variable.shape);
          const values = [...gradient!.dataSync()];
          expect(values.every(Number.isFinite), parameter.name).to.equal(true);
          expect(
            values.some((entry) => entry !== 0),
            parameter.name,
          ).to.equal(true);
        }
        tf.dispose([value, grads]);
      });

      it('computes with a cache what it computes without: prefill in two chunks, then single tokens', () => {
        const whole = logitsOf(model, ROWS);
        const before = tf.memory().numTensors;
        const cache = model.createCache(2);
        for (const [from, to] of [
          [0, 3],
          [3, 5],
          [5, 6],
          [6, 7],
          [7, 8],
        ] as const) {
          const chunk = valuesOf(() =>
            model.forward(idsOf(ROWS.map((row) => row.slice(from, to))), {
              ...INFERENCE,
              cache,
              positions: indices(from, from),
            }),
          );
          for (const row of [0, 1]) {
            const cached = part(chunk, to - from, row, 0, to - from);
            expect(distance(cached, part(whole, 8, row, from, to))).to.be.below(1e-5);
          }
        }
        cache.dispose();
        expect(tf.memory().numTensors).to.equal(before);
      });

      it('keeps rows of different lengths apart in one cache', () => {
        const whole = logitsOf(model, ROWS);
        const cache = model.createCache(2, 9);
        // Row 0 has 5 tokens, row 1 has 2: its padding is written too, and overwritten before it is ever visible.
        const prompt = [ROWS[0]!.slice(0, 5), [...ROWS[1]!.slice(0, 2), 0, 0, 0]];
        const first = valuesOf(() =>
          model.forward(idsOf(prompt), {
            ...INFERENCE,
            cache,
            positions: indices(0, 0),
            logitsAt: indices(4, 1),
          }),
        );
        expect(first.length).to.equal(2 * VOCABULARY);
        expect(distance(first.subarray(0, VOCABULARY), part(whole, 8, 0, 4, 5))).to.be.below(1e-5);
        expect(distance(first.subarray(VOCABULARY), part(whole, 8, 1, 1, 2))).to.be.below(1e-5);
        for (let step = 0; step < 3; step += 1) {
          const next = valuesOf(() =>
            model.forward(idsOf([[ROWS[0]![5 + step]!], [ROWS[1]![2 + step]!]]), {
              ...INFERENCE,
              cache,
              positions: indices(5 + step, 2 + step),
            }),
          );
          expect(distance(next.subarray(0, VOCABULARY), part(whole, 8, 0, 5 + step, 6 + step))).to.be.below(
            1e-5,
          );
          expect(distance(next.subarray(VOCABULARY), part(whole, 8, 1, 2 + step, 3 + step))).to.be.below(
            1e-5,
          );
        }
        cache.dispose();
      });

      it('computes the logits of one place per row on demand', () => {
        const whole = logitsOf(model, ROWS);
        const picked = logitsOf(model, ROWS, { ...INFERENCE, logitsAt: indices(7, 3) });
        expect(distance(picked.subarray(0, VOCABULARY), part(whole, 8, 0, 7, 8))).to.be.below(1e-6);
        expect(distance(picked.subarray(VOCABULARY), part(whole, 8, 1, 3, 4))).to.be.below(1e-6);
      });
    });
  }
}

for (const { name, architecture, options } of VARIANTS) {
  describe(name, () => {
    before(() => activate('wasm'));

    it('learns one batch by heart with plain gradient descent', async () => {
      const model = await build(architecture, { ...options, initStd: 0.1 });
      const optimizer = (gradients: Record<string, Tensor>): void => {
        for (const variable of trainable(model)) {
          tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradients[variable.name]!, 0.3))));
        }
      };
      let loss = Number.NaN;
      const losses: number[] = [];
      for (let step = 0; step < 120; step += 1) {
        const { value, grads } = tf.variableGrads(
          (() => lossOf(model, INFERENCE)) as ScalarFunction,
          trainable(model),
        );
        loss = value.dataSync()[0]!;
        losses.push(loss);
        optimizer(grads);
        tf.dispose([value, grads]);
      }
      expect(losses[0]).to.be.closeTo(Math.log(VOCABULARY), 0.6);
      expect(loss).to.be.below(0.3);
      disposeModel(model);
    });

    it('has the same weights for the same seed, and others for another', async () => {
      const [first, again, other] = await Promise.all([
        build(architecture, options, 5),
        build(architecture, options, 5),
        build(architecture, options, 6),
      ]);
      const logits = logitsOf(first, ROWS);
      expect(logitsOf(again, ROWS)).to.deep.equal(logits);
      expect(distance(logitsOf(other, ROWS), logits)).to.be.above(1e-2);
      for (const model of [first, again, other]) disposeModel(model);
    });

    it('gives a layer the same weights whatever the number of layers', async () => {
      const small = await build(architecture, { ...options, layers: 1 });
      const large = await build(architecture, { ...options, layers: 3 });
      const weightOf = (model: LanguageModel): Float32Array => {
        const parameter = model.parameters.find((entry) => entry.name === 'blocks.0.attention.query.weight');
        return parameter!.variable.dataSync() as Float32Array;
      };
      expect(weightOf(small)).to.deep.equal(weightOf(large));
      for (const model of [small, large]) disposeModel(model);
    });

    it('starts near the loss of a uniform guess at its default initialisation', async () => {
      const model = await build(architecture, { ...options, initStd: undefined });
      const loss = valuesOf(() => lossOf(model, INFERENCE))[0];
      expect(loss).to.be.closeTo(Math.log(VOCABULARY), 0.05);
      disposeModel(model);
    });

    it('drops what the fed masks say in training, and nothing otherwise', async () => {
      const model = await build(architecture, { ...options, dropout: 0.25 });
      const plain = await build(architecture, options);
      expect(model.randomInputs.map(({ site }) => site)).to.deep.equal([
        'embedding.dropout',
        'blocks.0.attention.dropout',
        'blocks.0.attention-branch.dropout',
        'blocks.0.mlp-branch.dropout',
        'blocks.1.attention.dropout',
        'blocks.1.attention-branch.dropout',
        'blocks.1.mlp-branch.dropout',
      ]);
      expect(plain.randomInputs).to.deep.equal([]);
      const random = (fill: (index: number) => number): Record<string, Tensor> =>
        Object.fromEntries(
          model.randomInputs.map(({ site, shape }) => {
            const ones = tf.ones([...shape(2, 8)]);
            return [
              site,
              tf.tensor(
                Float32Array.from({ length: ones.size }, (_, index) => fill(index)),
                ones.shape,
              ),
            ];
          }),
        );
      const expected = logitsOf(plain, ROWS);
      const rng = createRng(3);
      const dropped = tf.tidy(() =>
        logitsOf(model, ROWS, { training: true, random: random(() => (rng.uniform() < 0.25 ? 0 : 4 / 3)) }),
      );
      const kept = tf.tidy(() => logitsOf(model, ROWS, { training: true, random: random(() => 1) }));
      expect(kept).to.deep.equal(expected);
      expect(logitsOf(model, ROWS)).to.deep.equal(expected);
      expect(distance(dropped, expected)).to.be.above(1e-2);
      expect(() => logitsOf(model, ROWS, { training: true, random: {} })).to.throw(/embedding\.dropout/);
      disposeModel(model);
      disposeModel(plain);
    });

    it('decays matrices and embeddings, and no vector', async () => {
      const model = await build(architecture, options);
      for (const { name, decay, variable } of model.parameters) {
        expect(decay, name).to.equal(variable.rank === 2);
      }
      disposeModel(model);
    });
  });
}
