import lines from '@codex-ml/datasets/dist/lines.js';
import { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised } from './fixture-folder.js';

describe('lines', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  it('gives each line as a document with the number of its line', async () => {
    await folder.write({ 'a.txt': '\ufeffone\r\n\r\ntwo\n  \nthree\rfour' });
    const dataset = await folder.open(lines, { path: 'a.txt' });
    expect(dataset.shape).to.equal('documents');
    expect(await collect(dataset)).to.deep.equal([
      { id: 'line:1', text: 'one' },
      { id: 'line:3', text: 'two' },
      { id: 'line:5', text: 'three' },
      { id: 'line:6', text: 'four' },
    ]);
  });

  it('keeps empty lines where asked to; the end of the last line makes none', async () => {
    await folder.write({ 'a.txt': '\na\n\n' });
    const dataset = await folder.open(lines, { path: 'a.txt', skipEmpty: false });
    expect((await collect(dataset)).map((sample) => sample.text)).to.deep.equal(['', 'a', '']);
  });

  it('names the file of a line where there are several, the same wherever they are', async () => {
    await folder.write({ 'x/a.txt': 'a', 'x/sub/b.txt': 'b' });
    const ids = async (path: string[]) =>
      (await collect(await folder.open(lines, { path }))).map((sample) => sample.id);
    expect(await ids(['x/a.txt', 'x/sub/b.txt'])).to.deep.equal(['a.txt:1', 'sub/b.txt:1']);
    expect(await ids([`${folder.path}/x/a.txt`, 'x/sub/*.txt'])).to.deep.equal(['a.txt:1', 'sub/b.txt:1']);
  });

  it('finds the same lines however the file falls into pieces', async () => {
    // pieces are 64 KiB: characters and CRLF lie across the seams
    const expected = Array.from({ length: 30_000 }, (_, i) => `line ${i} ${'é€\u{1F600}'.repeat(i % 4)}`);
    for (const [shift, end] of ['', 'x', 'xy'].flatMap((s) =>
      ['\n', '\r\n', '\r'].map((e) => [s, e] as const),
    )) {
      await folder.write({ 'a.txt': shift + expected.join(end) + end });
      const texts = (await collect(await folder.open(lines, { path: 'a.txt' }))).map((sample) => sample.text);
      expect(texts).to.deep.equal([shift + expected[0], ...expected.slice(1)]);
    }
  });

  it('tells documents apart in its hash', async () => {
    await folder.write({ 'a.txt': 'ab\nc', 'b.txt': 'a\nbc' });
    const hash = async (path: string) =>
      (await (await folder.open(lines, { path })).describe('train')).sha256;
    expect(await hash('a.txt')).not.to.equal(await hash('b.txt'));
  });

  it('says where a file stops being UTF-8 while it streams', async () => {
    const valid = Buffer.from(`${'x'.repeat(70_000)}\nab`);
    await folder.write({ 'a.txt': Buffer.concat([valid, Buffer.from([0xff, 0x0a])]) });
    const error = (await raised(await folder.open(lines, { path: 'a.txt' }))) as CodexError;
    expect(error.code).to.equal('CML4204');
    expect(error.where).to.deep.equal({ file: 'a.txt', line: 2, column: 3 });
  });

  it('reports a file that goes away between finding and reading as unreadable', async () => {
    await folder.write({ 'a.txt': 'a', 'b.txt': 'b' });
    const dataset = await folder.open(lines, { path: ['a.txt', 'b.txt'] });
    const reading = dataset.open('train')[Symbol.asyncIterator]();
    await reading.next();
    await folder.remove();
    const error = await reading.next().catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodexError).with.property('title', '`b.txt` cannot be read: ENOENT');
  });
});
