// Rows of several documents: what one says changes nothing of another, and each is what it is alone.
import { crossEntropy } from '@codex-ml/nn';
import type { ForwardPass, LanguageModel, Tensor } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { build, disposeModel, VARIANTS, VOCABULARY } from './architectures.js';
import { activate, distance, idsOf, tf, valuesOf } from './backend.js';

const FIRST = [3, 1, 4, 1, 5];
const SECOND = [9, 2, 6, 5];
/** The two in one row, and two of them in another order with padding behind. */
const ROWS = [
  [...FIRST, ...SECOND, 7, 7],
  [...SECOND, ...FIRST, 0, 0],
];
const LENGTH = ROWS[0]!.length;
const DOCUMENTS = [
  [1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3],
  [1, 1, 1, 1, 2, 2, 2, 2, 2, 0, 0],
];

const pass = (): ForwardPass => ({ training: false, random: {}, documents: idsOf(DOCUMENTS) });

function logitsOf(model: LanguageModel, rows: number[][], at = pass): Float32Array {
  return valuesOf(() => model.forward(idsOf(rows), at()));
}

function part(logits: Float32Array, row: number, from: number, to: number, length = LENGTH): Float32Array {
  return logits.subarray((row * length + from) * VOCABULARY, (row * length + to) * VOCABULARY);
}

type ScalarFunction = Parameters<typeof tf.variableGrads>[0];

/** Gradients of the loss of the second document of row 0 alone. */
function gradientsOf(model: LanguageModel, rows: number[][]): Float32Array[] {
  return tf.tidy(() => {
    const weights = tf.tensor2d(
      DOCUMENTS.map((row, r) => row.map((number) => (r === 0 && number === 2 ? 1 : 0))),
    );
    const targets = idsOf(rows.map((row) => [...row.slice(1), 0]));
    const loss = (): Tensor => {
      const logits = model.forward(idsOf(rows), pass());
      return crossEntropy({ tf, features: new Set() }, logits, targets, weights).sum;
    };
    const variables = model.parameters.map(({ variable }) => variable);
    const { grads } = tf.variableGrads(loss as ScalarFunction, variables);
    return variables.map(({ name }) => grads[name]!.dataSync() as Float32Array);
  });
}

for (const backend of ['cpu', 'wasm'] as const) {
  for (const { name, architecture, options } of VARIANTS) {
    describe(`documents in ${name} on the ${backend} backend`, () => {
      let model: LanguageModel;

      before(async () => {
        await activate(backend);
        model = await build(architecture, options);
      });

      after(() => disposeModel(model));

      it('are told apart, not in the last bit dependent on each other', () => {
        expect(model.separatesDocuments).to.equal(true);
        const original = logitsOf(model, ROWS);
        for (let place = 0; place < FIRST.length; place++) {
          const changed = logitsOf(model, [
            ROWS[0]!.with(place, (ROWS[0]![place]! + 3) % VOCABULARY),
            ROWS[1]!,
          ]);
          expect(part(changed, 0, FIRST.length, LENGTH)).to.deep.equal(
            part(original, 0, FIRST.length, LENGTH),
          );
          expect(part(changed, 1, 0, LENGTH)).to.deep.equal(part(original, 1, 0, LENGTH));
          expect(
            distance(part(changed, 0, place, FIRST.length), part(original, 0, place, FIRST.length)),
          ).to.be.above(1e-3);
        }
      });

      it('have gradients of their own loss that the others do not change in the last bit', () => {
        const original = gradientsOf(model, ROWS);
        // The last token of document 1 precedes document 2, but its target is not of document 2.
        const changed = gradientsOf(model, [
          ROWS[0]!.map((id, place) => (place < FIRST.length ? (id + 3) % VOCABULARY : id)),
          ROWS[1]!,
        ]);
        const tables = new Set(['embedding.weight']);
        model.parameters.forEach((parameter, i) => {
          // Rows of the table are those of tokens; what is looked up adds zeros, whose sign may differ.
          const [a, b] = [original[i]!, changed[i]!].map((values) =>
            tables.has(parameter.name) ? values.map((value) => value + 0) : values,
          );
          expect(b, parameter.name).to.deep.equal(a);
        });
        expect(original.some((values) => values.some((value) => value !== 0))).to.equal(true);
      });

      it('have the logits that they have alone in a row', () => {
        const plain: ForwardPass = { training: false, random: {} };
        const packed = logitsOf(model, ROWS);
        for (const [row, starts] of [
          [0, [0, FIRST.length]],
          [1, [SECOND.length, 0]],
        ] as const) {
          for (const [ids, start] of [
            [FIRST, starts[0]],
            [SECOND, starts[1]],
          ] as const) {
            const alone = valuesOf(() => model.forward(idsOf([[...ids]]), plain));
            const inRow = part(packed, row, start, start + ids.length);
            expect(distance(inRow, alone), `document at ${start} of row ${row}`).to.be.below(1e-5);
          }
        }
      });

      it('give finite logits for padding, and the plain pass where there is one document', () => {
        expect(logitsOf(model, ROWS).every(Number.isFinite)).to.equal(true);
        const single = () => ({ ...pass(), documents: tf.onesLike(idsOf(ROWS)) });
        const plain = valuesOf(() => model.forward(idsOf(ROWS), { training: false, random: {} }));
        expect(distance(logitsOf(model, ROWS, single), plain)).to.be.below(1e-6);
      });
    });
  }
}
