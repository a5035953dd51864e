import { causalMask, documentMask, findDocumentPlaces, planSequence, type TensorOps } from '@codex-ml/nn';
import type { EngineFeature, ForwardPass } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { activate, ops, take, tf } from '../backend.js';

const PASS: ForwardPass = { training: false, random: {} };

/** A row of documents of these lengths, with padding up to `length`. */
function numberRow(lengths: readonly number[], length: number): number[] {
  const numbers = lengths.flatMap((size, i) => Array.from({ length: size }, () => i + 1));
  return Array.from({ length }, (_, place) => numbers[place] ?? 0);
}

const batches = fc
  .array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map((rows) => {
    const length = Math.max(1, ...rows.map((sizes) => sizes.reduce((sum, size) => sum + size, 0))) + 1;
    return rows.map((sizes) => numberRow(sizes, length));
  });

const documentsOf = (rows: number[][]) => tf.tensor2d(rows, undefined, 'int32');

/** What the mask must hide, told from the numbers themselves. */
function isHidden(row: readonly number[], query: number, key: number): boolean {
  if (key === query) return false;
  return key > query || row[key] !== row[query] || row[query] === 0;
}

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`rows of several documents on the ${backend} backend`, () => {
    before(() => activate(backend));
    beforeEach(() => tf.engine().startScope());
    afterEach(() => tf.engine().endScope());

    it('let each token see its own document up to itself, and padding itself alone', () => {
      fc.assert(
        fc.property(batches, (rows) => {
          const length = rows[0]!.length;
          const { mask, positions, slots } = planSequence(
            ops,
            tf.zeros([rows.length, length], 'int32'),
            { ...PASS, documents: documentsOf(rows) },
            length,
          );
          expect(mask.shape).to.deep.equal([rows.length, 1, length, length]);
          expect(slots).to.equal(undefined);
          const values = take(mask);
          const counted = take(positions!);
          rows.forEach((row, r) => {
            row.forEach((number, query) => {
              const first = number === 0 ? query : row.indexOf(number);
              expect(counted[r * length + query]).to.equal(query - first);
              for (let key = 0; key < length; key++) {
                const value = values[(r * length + query) * length + key]!;
                if (isHidden(row, query, key)) expect(value).to.be.at.most(-1e9);
                else expect(value).to.equal(0);
              }
            });
          });
        }),
        { numRuns: 40 },
      );
    });

    it('have the mask of a row without documents where there is one as long as the row', () => {
      const { firsts } = findDocumentPlaces(ops, documentsOf([[1, 1, 1, 1]]));
      expect(take(documentMask(ops, firsts, 1))).to.deep.equal(take(causalMask(ops, 4)));
    });
  });
}

describe('rows of several documents', () => {
  before(() => activate('cpu'));
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const ids = () => tf.zeros([2, 4], 'int32');
  const documents = () =>
    documentsOf([
      [1, 1, 2, 2],
      [1, 2, 2, 0],
    ]);

  it('have one mask for all heads, or on compiled engines one for each, with the same numbers', () => {
    const eager = planSequence(ops, ids(), { ...PASS, documents: documents() }, 4);
    expect(eager.maskFor(3)).to.equal(eager.mask);
    const compiling: TensorOps = { tf, features: new Set<EngineFeature>(['compiled']) };
    const compiled = planSequence(compiling, ids(), { ...PASS, documents: documents() }, 4);
    const repeated = compiled.maskFor(3);
    expect(repeated.shape).to.deep.equal([2, 3, 4, 4]);
    expect(compiled.maskFor(3)).to.equal(repeated);
    expect(repeated.arraySync()).to.deep.equal(tf.tile(eager.mask, [1, 3, 1, 1]).arraySync());
  });

  it('refuse a cache, positions, and documents of another shape', () => {
    const attempt = (pass: Partial<ForwardPass>) => () => planSequence(ops, ids(), { ...PASS, ...pass }, 4);
    expect(attempt({ documents: documents(), positions: tf.zeros([2], 'int32') }))
      .to.throw()
      .with.property('code', 'CML5220');
    for (const shape of [[2, 3], [1, 4], [8]]) {
      expect(attempt({ documents: tf.zeros(shape, 'int32') }))
        .to.throw('expected `documents` of the shape of the ids, [2, 4]')
        .with.property('code', 'CML5221');
    }
  });
});
