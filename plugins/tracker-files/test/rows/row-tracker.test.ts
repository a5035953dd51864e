import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodexError, Plugin } from '@codex-ml/plugin-api';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import csv from '@codex-ml/tracker-files/dist/csv.js';
import ndjson from '@codex-ml/tracker-files/dist/ndjson.js';
import { expect } from 'chai';
import { openTracker, row } from '../make-tracker.js';

let folder: TemporaryFolder;
const read = (name: string) => readFile(join(folder.path, name), 'utf8');

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe('ndjson', () => {
  it('writes one canonical JSON object per row, and timings into a file of their own', async () => {
    const { tracker } = await openTracker(ndjson, folder.path);
    await tracker.log([
      row(1, 2.5),
      row(1, 5120, { metric: 'tokens_per_second', nature: 'timing' }),
      row(2, 0.1 + 0.2),
      row(2, 1e21, { split: 'validation', metric: 'perplexity' }),
    ]);
    await tracker.close('completed');
    expect(await read('metrics.ndjson')).to.equal(
      [
        '{"metric":"loss","split":"train","step":1,"value":2.5}',
        '{"metric":"loss","split":"train","step":2,"value":0.30000000000000004}',
        '{"metric":"perplexity","split":"validation","step":2,"value":1e+21}',
        '',
      ].join('\n'),
    );
    expect(await read('timings.ndjson')).to.equal(
      '{"metric":"tokens_per_second","split":"train","step":1,"value":5120}\n',
    );
    expect((await readdir(folder.path)).sort()).to.deep.equal(['metrics.ndjson', 'timings.ndjson']);
  });

  it('writes null and a name for values that JSON does not have', async () => {
    const { tracker } = await openTracker(ndjson, folder.path);
    await tracker.log([
      row(1, Number.NaN),
      row(2, Number.POSITIVE_INFINITY),
      row(3, Number.NEGATIVE_INFINITY),
    ]);
    await tracker.flush();
    const rows = (await read('metrics.ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(rows).to.deep.equal(
      ['NaN', 'Infinity', '-Infinity'].map((nonfinite, i) => ({
        metric: 'loss',
        nonfinite,
        split: 'train',
        step: i + 1,
        value: null,
      })),
    );
  });
});

describe('csv', () => {
  it('writes a header, CRLF line ends and quotes where a field needs them', async () => {
    const { tracker } = await openTracker(csv, folder.path);
    await tracker.log([
      row(1, 2.5),
      row(2, Number.NaN, { split: 'validation' }),
      row(3, 1, { metric: 'a "b", c\nd' }),
      row(3, 7, { metric: 'memory_mb', nature: 'timing' }),
    ]);
    await tracker.close('completed');
    expect(await read('metrics.csv')).to.equal(
      'step,split,metric,value\r\n1,train,loss,2.5\r\n2,validation,loss,NaN\r\n3,train,"a ""b"", c\nd",1\r\n',
    );
    expect(await read('timings.csv')).to.equal('step,split,metric,value\r\n3,train,memory_mb,7\r\n');
  });
});

for (const plugin of [ndjson, csv] as unknown as Plugin<'tracker'>[]) {
  const file = `metrics.${plugin.id}`;
  const rows = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, i) =>
      row(first + i, 1 / (first + i), { metric: 'odd "name",\n' }),
    );

  describe(`${plugin.id}, resumed`, () => {
    let straight: string;
    beforeEach(async () => {
      const { tracker } = await openTracker(plugin, folder.path);
      await tracker.log(rows(1, 20));
      await tracker.close('completed');
      straight = await read(file);
    });

    const resume = async (from: number) => {
      const { tracker, ctx } = await openTracker(plugin, folder.path, from);
      await tracker.log(rows(from + 1, 20));
      await tracker.close('completed');
      return ctx.logged;
    };

    it('ends with the bytes of a straight run, wherever the file was torn', async () => {
      const kept = straight.length - 200;
      for (let length = kept; length < straight.length; length++) {
        await writeFile(join(folder.path, file), straight.slice(0, length));
        expect(await resume(4)).to.deep.equal([]);
        expect(await read(file)).to.equal(straight);
      }
    });

    it('drops lines that are no rows, and says so', async () => {
      await appendFile(join(folder.path, file), 'nonsense\n[]\n{"step":"1"}\n');
      const logged = await resume(20);
      expect(logged.map(({ message }) => message)).to.deep.equal([
        `dropped 3 unreadable rows of \`${file}\``,
      ]);
      expect(await read(file)).to.equal(straight);
    });

    it('says so where the file is gone', async () => {
      await rm(join(folder.path, file));
      const logged = await resume(18);
      expect(logged.map(({ message }) => message)).to.deep.equal([
        `\`${file}\` is gone: rows up to step 18 are lost`,
      ]);
    });

    it('reads files larger than one chunk', async () => {
      const many = rows(1, 5000);
      const { tracker } = await openTracker(plugin, folder.path);
      await tracker.log(many);
      await tracker.close('completed');
      const whole = await read(file);
      const again = await openTracker(plugin, folder.path, 4999);
      await again.tracker.log(many.slice(-1));
      await again.tracker.close('completed');
      expect(await read(file)).to.equal(whole);
    });
  });

  describe(`${plugin.id}, where it cannot write`, () => {
    it('rejects with the file named, keeps the rows, and writes them once it can', async () => {
      const run = join(folder.path, 'run');
      const { tracker } = await openTracker(plugin, run);
      await tracker.log(rows(1, 2));
      const error = await tracker.flush().then(
        () => expect.fail('expected a rejection'),
        (reason: CodexError) => reason,
      );
      expect(error).to.include({ code: 'CML6401', title: `tracker file \`${file}\` cannot be written` });
      await mkdir(run);
      await tracker.log(rows(3, 3));
      await tracker.flush();
      const { tracker: reference } = await openTracker(plugin, folder.path);
      await reference.log(rows(1, 3));
      await reference.flush();
      expect(await read(join('run', file))).to.equal(await read(file));
    });

    it('overwrites what a failed append left behind', async () => {
      const { tracker } = await openTracker(plugin, folder.path);
      await tracker.log(rows(1, 1));
      await tracker.flush();
      const before = await read(file);
      await appendFile(join(folder.path, file), '{"half of a row');
      await tracker.log(rows(2, 2));
      await tracker.flush();
      const after = await read(file);
      expect(after.startsWith(before)).to.equal(true);
      expect(after).not.to.contain('half of a row');
    });

    it('writes by itself when much is buffered', async () => {
      const { tracker } = await openTracker(plugin, folder.path);
      await tracker.log(rows(1, 6000));
      expect((await read(file)).length).to.be.greaterThan(1 << 18);
      await tracker.close('completed');
    });
  });
}
