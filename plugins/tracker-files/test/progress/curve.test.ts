import { addToCurve, EMPTY_CURVE, resample } from '@codex-ml/tracker-files/dist/progress/curve.js';
import { renderCurve } from '@codex-ml/tracker-files/dist/progress/render-curve.js';
import { expect } from 'chai';
import fc from 'fast-check';

const curveOf = (values: readonly number[]) => values.reduce(addToCurve, EMPTY_CURVE);

describe('a curve', () => {
  it('keeps short runs as they are and leaves out what is not finite', () => {
    expect(curveOf([3, Number.NaN, 2, Number.POSITIVE_INFINITY, 1]).points).to.deep.equal([3, 2, 1]);
  });

  it('stays small, and keeps the mean of everything it took', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { maxLength: 3000 }), (values) => {
        const { points, stride, sum, count } = curveOf(values);
        expect(points.length).to.be.lessThan(240);
        const total = points.reduce((all, point) => all + point * stride, sum);
        expect(points.length * stride + count).to.equal(values.length);
        expect(total).to.be.closeTo(
          values.reduce((all, value) => all + value, 0),
          1e-6,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is drawn over the width asked for', () => {
    expect(resample([1, 2, 3, 4], 2)).to.deep.equal([1.5, 3.5]);
    expect(resample([1, 2], 5)).to.deep.equal([1, 2]);
  });

  it('is a chart with its range on the axis', async () => {
    const values = Array.from({ length: 300 }, (_, i) => 4 - i / 100);
    const chart = (await renderCurve(curveOf(values).points, 60))!;
    const lines = chart.split('\n');
    expect(lines).to.have.lengthOf(9);
    expect(lines[0]).to.contain('3.9');
    expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(60);
  });

  it('is not drawn from a single point', async () => {
    expect(await renderCurve([1], 80)).to.equal(undefined);
  });
});
