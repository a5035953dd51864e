// Rows of the results that `npm run bench` keeps.
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';

type Row = Record<string, unknown>;

interface ResultRows {
  toResultRow(bench: string, row: object): Row;
  mergeRows(old: readonly Row[], fresh: readonly Row[]): readonly Row[];
}

const load = async () =>
  (await import(pathToFileURL(`${ROOT}/scripts/bench/result-rows.mjs`).href)) as unknown as ResultRows;

const MEASURED = {
  config: 'S',
  metric: 'tokens/s',
  better: 'higher',
  ours: 30,
  peerName: 'pytorch',
  peer: 20,
};

describe('rows of benchmark results', () => {
  it('have exactly the keys of the results file, with a ratio that is above 1 where ours is better', async () => {
    const { toResultRow } = await load();
    const { better: _, ...kept } = MEASURED;
    expect(toResultRow('train-step', MEASURED)).to.deep.equal({
      bench: 'train-step',
      ...kept,
      ratio: 1.5,
    });
    expect(toResultRow('train-step', { ...MEASURED, better: 'lower' })['ratio']).to.equal(20 / 30);
  });

  it('have no ratio where less is better and ours is not above zero', async () => {
    const { toResultRow } = await load();
    expect(toResultRow('rss-flat', { ...MEASURED, better: 'lower', ours: -0.1 })['ratio']).to.equal(null);
  });

  it('are refused where a figure is missing or is none', async () => {
    const { toResultRow } = await load();
    const refused: readonly [object, string][] = [
      [{ peerName: '' }, 'peerName'],
      [{ ours: Number.NaN }, 'ours'],
      [{ peer: 0 }, 'peer'],
      [{ better: 'more' }, 'better'],
    ];
    for (const [change, word] of refused) {
      expect(() => toResultRow('train-step', { ...MEASURED, ...change })).to.throw(TypeError, word);
    }
  });

  it('replace those that measured the same before, and leave the others', async () => {
    const { mergeRows } = await load();
    const row = (bench: string, config: string, peerName: string, ours: number) => ({
      bench,
      config,
      metric: 'tokens/s',
      ours,
      peerName,
      peer: 1,
      ratio: ours,
    });
    const old = [row('decode', 'M', 'a', 1), row('train-step', 'S', 'a', 2), row('train-step', 'S', 'b', 3)];
    const fresh = [row('train-step', 'S', 'a', 5), row('busy', 'S', 'a', 6)];
    expect(
      mergeRows(old, fresh).map((each) => [each['bench'], each['peerName'], each['ours']]),
    ).to.deep.equal([
      ['busy', 'a', 6],
      ['decode', 'a', 1],
      ['train-step', 'b', 3],
      ['train-step', 'a', 5],
    ]);
  });
});
