import type { TokenBatch } from '@codex-ml/plugin-api';
import { groupRows } from '@codex-ml/runtime';
import { expect } from 'chai';

/** Rows whose numbers say which row and column they are. */
function batch(first: number, rows: number, length = 3): TokenBatch {
  const data = Array.from(
    { length: rows * length },
    (_, i) => (first + Math.floor(i / length)) * 10 + (i % length),
  );
  return {
    rows,
    length,
    inputs: Int32Array.from(data),
    targets: Int32Array.from(data, (value) => value + 1),
    weights: Float32Array.from(data, (value) => value / 4),
  };
}

describe('groupRows', () => {
  it('gives the same groups whatever batches the rows come in', () => {
    const sizes = [[7], [1, 1, 1, 1, 1, 1, 1], [2, 5], [3, 3, 1]];
    const [first, ...others] = sizes.map((list) => {
      let row = 0;
      const batches = list.map((rows) => {
        row += rows;
        return batch(row - rows, rows);
      });
      return [...groupRows(batches, 4)];
    });
    expect(first!.map(({ filled }) => filled)).to.deep.equal([4, 3]);
    for (const groups of others) expect(groups).to.deep.equal(first);
  });

  it('pads the last group with rows that carry no loss', () => {
    const [group] = [...groupRows([batch(0, 1)], 2)];
    expect(group!.batch.rows).to.equal(2);
    expect([...group!.batch.inputs]).to.deep.equal([0, 1, 2, 0, 0, 0]);
    expect([...group!.batch.targets]).to.deep.equal([1, 2, 3, -100, -100, -100]);
    expect([...group!.batch.weights]).to.deep.equal([0, 0.25, 0.5, 0, 0, 0]);
  });

  it('closes a group where the length changes', () => {
    const groups = [...groupRows([batch(0, 3), batch(3, 2, 5)], 4)];
    expect(groups.map(({ batch: { length }, filled }) => [length, filled])).to.deep.equal([
      [3, 3],
      [5, 2],
    ]);
  });

  it('leaves out rows that carry no loss', () => {
    const silent = { ...batch(3, 2), weights: new Float32Array(6) };
    const groups = [...groupRows([batch(0, 2), silent, batch(5, 1)], 4)];
    expect(groups.map(({ filled }) => filled)).to.deep.equal([3]);
    expect([...groups[0]!.batch.inputs.subarray(0, 9)]).to.deep.equal([0, 1, 2, 10, 11, 12, 50, 51, 52]);
    expect([...groupRows([silent], 4)]).to.deep.equal([]);
  });

  it('keeps the documents of rows, and apart from them rows without', () => {
    const documents = (rows: number) => Int32Array.from({ length: rows * 3 }, (_, i) => 1 + (i % 2));
    const groups = [...groupRows([{ ...batch(0, 3), documents: documents(3) }, batch(3, 1)], 2)];
    expect(groups.map(({ filled }) => filled)).to.deep.equal([2, 1, 1]);
    const [first, second, third] = groups.map(({ batch: { documents } }) => documents && [...documents]);
    expect(first).to.deep.equal([1, 2, 1, 2, 1, 2]);
    expect(second).to.deep.equal([1, 2, 1, 0, 0, 0]);
    expect(third).to.equal(undefined);
  });

  it('gives nothing for no rows', () => {
    expect([...groupRows([], 4)]).to.deep.equal([]);
  });
});
