import { planSequence, type Rotation, rotaryPositions } from '@codex-ml/nn';
import { expect } from 'chai';
import { activate, ops, randomVariable, take, tf } from '../backend.js';

const CONTEXT = 2048;

/** The rotation for one row of `length` tokens that starts at `first`. */
function rotationAt(first: number, length: number, headWidth: number, theta?: number): Rotation {
  const ids = tf.zeros([1, length], 'int32');
  const positions = tf.tensor1d([first], 'int32');
  const plan = planSequence(ops, ids, { training: false, random: {}, positions }, CONTEXT);
  return rotaryPositions(ops, { headWidth, context: CONTEXT, ...(theta === undefined ? {} : { theta }) })(
    plan,
  );
}

/** The published formula, in double precision: pair i turns by position · theta^(-2i / width). */
function rotated(x: readonly number[], position: number, theta: number): number[] {
  const half = x.length / 2;
  return x.map((value, index) => {
    const pair = index % half;
    const angle = position * theta ** ((-2 * pair) / x.length);
    const partner = index < half ? -x[index + half]! : x[index - half];
    return value * Math.cos(angle) + partner! * Math.sin(angle);
  });
}

describe('rotary positions', () => {
  before(() => activate('cpu'));
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it('turn by 1 and 0.01 radians at position 1 of a head of 4, theta 10000', () => {
    const x = tf.tensor4d([1, 1, 0, 0], [1, 1, 1, 4]);
    const values = take(rotationAt(1, 1, 4)(x));
    const golden = [0.5403023058681398, 0.9999500004166653, 0.8414709848078965, 0.009999833334166664];
    for (const [index, value] of golden.entries()) expect(values[index]).to.be.closeTo(value, 1e-7);
  });

  it('equal the formula at every position of a long context, for any theta', () => {
    for (const theta of [10000, 500000]) {
      const x = randomVariable('x', [1, 1, 16, 8]);
      const rows = (x.arraySync() as number[][][][])[0]![0];
      const values = take(rotationAt(CONTEXT - 16, 16, 8, theta)(x));
      for (const [row, vector] of rows!.entries()) {
        for (const [index, value] of rotated(vector, CONTEXT - 16 + row, theta).entries()) {
          expect(values[row * 8 + index], `theta ${theta}, row ${row}`).to.be.closeTo(value, 1e-6);
        }
      }
      x.dispose();
    }
  });

  it('are the same whether positions are implied or given', () => {
    const x = randomVariable('x', [2, 2, 3, 4]);
    const ids = tf.zeros([2, 3], 'int32');
    const rotary = rotaryPositions(ops, { headWidth: 4, context: 8 });
    const implied = rotary(planSequence(ops, ids, { training: false, random: {} }, 8));
    const positions = tf.zeros([2], 'int32');
    const given = rotary(planSequence(ops, ids, { training: false, random: {}, positions }, 8));
    expect(take(implied(x))).to.deep.equal(take(given(x)));
    x.dispose();
  });

  it('make scores depend on distance only', () => {
    const [query, key] = [randomVariable('q', [1, 1, 1, 8]), randomVariable('k', [1, 1, 1, 8])];
    const score = (at: number, distance: number): number =>
      take(tf.sum(tf.mul(rotationAt(at + distance, 1, 8)(query), rotationAt(at, 1, 8)(key))))[0]!;
    expect(score(0, 5)).to.be.closeTo(score(1000, 5), 1e-5);
    expect(Math.abs(score(0, 5) - score(0, 9))).to.be.above(1e-2);
    tf.dispose([query, key]);
  });

  it('refuse an odd head width', () => {
    expect(() => rotaryPositions(ops, { headWidth: 5, context: 8 }))
      .to.throw()
      .with.property('code', 'CML5210');
  });
});
