// The table that `npm run bench` writes into bench/README.md.
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { ROOT, readText } from '../architecture/repository.js';

interface BenchTable {
  benchTable(result: object): string;
  replaceBetweenMarkers(page: string, text: string): string;
}

const load = async () =>
  (await import(pathToFileURL(`${ROOT}/scripts/bench-table.mjs`).href)) as unknown as BenchTable;

describe('the table of benchmarks', () => {
  it('shows both figures, the ratio, the machine and the versions', async () => {
    const { benchTable } = await load();
    const text = benchTable({
      date: '2030-01-02',
      machine: { processor: 'P', cores: 2, memoryGiB: 8, platform: 'linux-x64' },
      versions: { node: 'v24.0.0', tfjs: '4.22.0' },
      rows: [
        {
          bench: 'training',
          config: 'a|b',
          metric: 'tokens/s',
          ours: 1234.5,
          peerName: 'peer',
          peer: 500,
          ratio: 2.469,
        },
      ],
    });
    expect(text.split('\n')).to.deep.equal([
      'Measured 2030-01-02 on 2 x P, 8 GiB, linux-x64; node 24.0.0, tfjs 4.22.0. A ratio above 1 means ours is better.',
      '',
      '| bench | config | metric | ours | peer | ratio |',
      '| --- | --- | --- | --- | --- | --- |',
      '| training | a\\|b | tokens/s | 1235 | 500 (peer) | 2.47x |',
    ]);
  });

  it('replaces only what stands between the markers', async () => {
    const { replaceBetweenMarkers } = await load();
    const page = readText('bench/README.md');
    const [before = '', after = ''] = page.split(/(?<=bench:start -->)[\s\S]*(?=<!-- bench:end)/);
    expect(replaceBetweenMarkers(page, 'NEW')).to.equal(`${before}\nNEW\n${after}`);
    expect(() => replaceBetweenMarkers('no markers', 'NEW')).to.throw('lacks');
  });
});
