import jsonl from '@codex-ml/datasets/dist/jsonl.js';
import lines from '@codex-ml/datasets/dist/lines.js';
import text from '@codex-ml/datasets/dist/text.js';
import type { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised, texts } from '../fixture-folder.js';

describe('what all datasets do', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  const records = (good: number, bad: number) =>
    [...Array(good).fill('{"text":"a"}'), ...Array(bad).fill('oops')].join('\n');
  const skip = (maxSkipped?: number) => ({
    path: 'a.jsonl',
    onError: 'skip',
    ...(maxSkipped !== undefined && { maxSkipped }),
  });

  it('skips up to a share of malformed records, a tenth by default', async () => {
    await folder.write({ 'a.jsonl': records(9, 1) });
    expect(await texts(await folder.open(jsonl, skip()))).to.have.length(9);
    await folder.write({ 'a.jsonl': records(17, 2) });
    const error = (await raised(await folder.open(jsonl, skip()))) as CodexError;
    expect(error.title).to.equal(
      '2 of 19 records of split `train` were skipped, more than `maxSkipped` allows: 10 %',
    );
    expect(error.hints[0]).to.include('skipped: a.jsonl:18:1: malformed JSON');
    expect(await texts(await folder.open(jsonl, skip(0.2)))).to.have.length(17);
  });

  it('skips up to a number of malformed records, and stops as soon as there are more', async () => {
    await folder.write({ 'a.jsonl': records(2, 2) });
    expect(await texts(await folder.open(jsonl, skip(2)))).to.have.length(2);
    const error = (await raised(await folder.open(jsonl, skip(1)))) as CodexError;
    expect(error.title).to.equal(
      '2 of 4 records of split `train` were skipped, more than `maxSkipped` allows: 1',
    );
  });

  it('refuses one wholly wrong file among good ones', async () => {
    await folder.write({ 'a.jsonl': records(1000, 0), 'b.jsonl': records(0, 3) });
    const error = (await raised(await folder.open(jsonl, { ...skip(100), path: '*.jsonl' }))) as CodexError;
    expect(error.title).to.equal('`b.jsonl` has no readable record: all 3 were skipped');
  });

  it('takes the first samples where there is a limit, and does not mind what follows', async () => {
    await folder.write({ 'a.jsonl': records(3, 1), 'b.jsonl': records(1, 0) });
    for (const [limit, count] of [
      [1, 1],
      [3, 3],
    ]) {
      const dataset = await folder.open(jsonl, { path: ['a.jsonl', 'b.jsonl'], limit });
      expect(await collect(dataset)).to.have.length(count!);
      expect((await dataset.describe('train')).samples).to.equal(count);
    }
    const over = await folder.open(jsonl, { path: ['b.jsonl', 'a.jsonl'], limit: 5 });
    expect(await raised(over)).to.have.property('code', 'CML4205');
  });

  it('makes line ends one kind where asked to', async () => {
    await folder.write({ 'a.txt': 'a\r\nb\nc\rd', 'a.jsonl': '{"text":"a\\r\\nb\\nc\\rd"}' });
    for (const [plugin, path] of [
      [text, 'a.txt'],
      [jsonl, 'a.jsonl'],
    ] as const) {
      const read = async (newlines: string) =>
        (await texts(await folder.open(plugin, { path, newlines })))[0];
      expect(await read('keep')).to.equal('a\r\nb\nc\rd');
      expect(await read('lf')).to.equal('a\nb\nc\nd');
      expect(await read('crlf')).to.equal('a\r\nb\r\nc\r\nd');
    }
  });

  it('can be read by several at once, and answers calls in their order', async () => {
    await folder.write({ 'a.txt': Array.from({ length: 50_000 }, (_, i) => `${i}`).join('\n') });
    const dataset = await folder.open(lines, { path: 'a.txt' });
    const reading = dataset.open('train')[Symbol.asyncIterator]();
    const calls = Array.from({ length: 30_000 }, () => reading.next());
    const results = await Promise.all(calls);
    expect(results.map(({ value }) => (value as { text: string }).text)).to.deep.equal(
      Array.from({ length: 30_000 }, (_, i) => `${i}`),
    );
    await reading.return?.();
    expect((await reading.next()).done).to.equal(true);
  });

  it('names the files of every split', async () => {
    await folder.write({ 'a.txt': 'a', 'b.txt': 'b' });
    const dataset = await folder.open(text, { path: 'a.txt', test: ['b.txt'] });
    expect(await dataset.files!('test')).to.deep.equal([`${folder.path}/b.txt`]);
    const missing = await folder.open(text, { path: 'c.txt' });
    const error = await missing.files!('train').catch((thrown: unknown) => thrown as CodexError);
    expect(error).to.have.property('code', 'CML4201');
  });
});
