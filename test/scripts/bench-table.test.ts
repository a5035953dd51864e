// The table that `npm run bench` writes into README.md and bench/README.md.
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { ROOT, readText } from '../architecture/repository.js';

interface Row {
  readonly bench: string;
  readonly config: string;
  readonly metric: string;
  readonly ours: number;
  readonly peerName: string;
  readonly peer: number;
  readonly ratio: number | null;
}

interface BenchTable {
  benchTable(result: object): string;
  replaceBetweenMarkers(page: string, text: string): string;
  newestResults(): { rows: readonly Row[] } & Record<'date' | 'machine' | 'versions' | 'load', unknown>;
  tablePages(): readonly { path: string; text: string; wanted: string }[];
}

const load = async () =>
  (await import(pathToFileURL(`${ROOT}/scripts/bench-table.mjs`).href)) as unknown as BenchTable;

const RESULT = {
  date: '2030-01-02',
  machine: { processor: 'P', cores: 2, memoryGiB: 8, platform: 'linux-x64' },
  versions: { node: 'v24.0.0', tfjs: '4.22.0' },
  configs: { S: 'small', M: 'not measured' },
  load: { training: { before: [0.25, 1, 1], after: [2, 1, 1] }, memory: { before: [1.5, 1, 1] } },
  rows: [
    {
      bench: 'training',
      config: 'S',
      metric: 'tokens/s',
      ours: 1234.5,
      peerName: 'peer',
      peer: 500,
      ratio: 2.469,
    },
    { bench: 'memory', config: 'a|b', metric: 'MB', ours: -0.5, peerName: 'limit', peer: 1, ratio: null },
  ],
};

describe('the table of benchmarks', () => {
  it('shows figures, ratio, machine, versions, load, and what the configs are', async () => {
    const { benchTable } = await load();
    expect(benchTable(RESULT).split('\n')).to.deep.equal([
      'Measured 2030-01-02 on 2 x P, 8 GiB, linux-x64; node 24.0.0, tfjs 4.22.0. A ratio above 1 means ours is better.',
      'Load before a benchmark: 0.3 to 1.5.',
      '',
      '| bench | config | metric | ours | peer | ratio |',
      '| --- | --- | --- | --- | --- | --- |',
      '| training | S | tokens/s | 1235 | 500 (peer) | 2.47x |',
      '| memory | a\\|b | MB | -0.500 | 1.00 (limit) | - |',
      '',
      '- S: small',
    ]);
  });

  it('replaces only what stands between the markers', async () => {
    const { replaceBetweenMarkers } = await load();
    const page = readText('bench/README.md');
    const [before = '', after = ''] = page.split(/(?<=bench:start -->)[\s\S]*(?=<!-- bench:end)/);
    expect(replaceBetweenMarkers(page, 'NEW')).to.equal(`${before}\nNEW\n${after}`);
    expect(() => replaceBetweenMarkers('no markers', 'NEW')).to.throw('lacks');
  });

  it('stands in both READMEs as the newest results have it', async () => {
    const { tablePages } = await load();
    const pages = tablePages();
    expect(pages.map(({ path }) => path)).to.deep.equal(['README.md', 'bench/README.md']);
    for (const { path, text, wanted } of pages) expect(text, path).to.equal(wanted);
  });

  it('comes from results whose rows have the same keys, and ratios that follow from the figures', async () => {
    const { newestResults } = await load();
    const { rows, ...beside } = newestResults();
    expect(beside).to.include.all.keys('date', 'machine', 'versions', 'load');
    expect(rows).not.to.deep.equal([]);
    for (const row of rows) {
      expect(Object.keys(row)).to.deep.equal([
        'bench',
        'config',
        'metric',
        'ours',
        'peerName',
        'peer',
        'ratio',
      ]);
      const { ours, peer, ratio } = row;
      if (ratio === null) expect(ours, row.metric).to.be.at.most(0);
      else expect(Math.min(Math.abs(ratio - ours / peer), Math.abs(ratio - peer / ours))).to.be.below(1e-9);
    }
  });
});
