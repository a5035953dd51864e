import { createHash } from 'node:crypto';
import text from '@codex-ml/datasets/dist/text.js';
import { CodexError, CodexErrors } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised } from './fixture-folder.js';

describe('text', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  it('gives a file as one sample of a stream', async () => {
    await folder.write({ 'book.txt': 'Call me\nIshmael — é\u{1F600}\n' });
    const dataset = await folder.open(text, { path: 'book.txt' });
    expect(dataset.shape).to.equal('stream');
    expect(dataset.splits).to.deep.equal(['train']);
    expect(await collect(dataset)).to.deep.equal([
      { id: 'file:book.txt', text: 'Call me\nIshmael — é\u{1F600}\n' },
    ]);
  });

  it('reads the files of a list in its order and those of a pattern by name, each once', async () => {
    await folder.write({
      'b/2.txt': '2',
      'b/10.txt': '10',
      'b/deep/x.txt': 'x',
      'b/n.md': 'n',
      'a.txt': 'a',
    });
    const dataset = await folder.open(text, { path: ['b/2.txt', 'b/**/*.txt', 'a.txt'] });
    const samples = await collect(dataset);
    expect(samples.map((sample) => sample.id)).to.deep.equal([
      'file:b/2.txt',
      'file:b/10.txt',
      'file:b/deep/x.txt',
      'file:a.txt',
    ]);
    expect(await collect(dataset)).to.deep.equal(samples);
  });

  it('takes a name with brackets literally where such a file exists', async () => {
    await folder.write({ 'part[1].txt': 'one' });
    expect(await collect(await folder.open(text, { path: 'part[1].txt' }))).to.have.length(1);
  });

  it('drops a byte order mark and turns CRLF and CR into LF', async () => {
    await folder.write({ 'a.txt': '\ufeffa\r\nb\rc\n\r' });
    expect((await collect(await folder.open(text, { path: 'a.txt' })))[0]!.text).to.equal('a\nb\nc\n\n');
    const kept = await folder.open(text, { path: 'a.txt', newlines: 'keep' });
    expect((await collect(kept))[0]!.text).to.equal('a\r\nb\rc\n\r');
  });

  it('describes the split, with the hash of the file itself', async () => {
    const content = 'né\n';
    await folder.write({ 'a.txt': content });
    const dataset = await folder.open(text, { path: './a.txt' });
    expect(await dataset.describe('train')).to.deep.equal({
      source: './a.txt',
      samples: 1,
      bytes: 4,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(dataset.describe('train')).to.equal(dataset.describe('train'));
  });

  it('changes its hash when the text does', async () => {
    await folder.write({ 'a.txt': 'one' });
    const before = await (await folder.open(text, { path: 'a.txt' })).describe('train');
    await folder.write({ 'a.txt': 'onf' });
    const after = await (await folder.open(text, { path: 'a.txt' })).describe('train');
    expect(after.sha256).not.to.equal(before.sha256);
  });

  it('has the splits that the options give files for', async () => {
    await folder.write({ 'train.txt': 't', 'valid.txt': 'v' });
    const dataset = await folder.open(text, { path: 'train.txt', validation: ['valid.txt'] });
    expect(dataset.splits).to.deep.equal(['train', 'validation']);
    expect(await collect(dataset, 'validation')).to.deep.equal([
      { id: 'validation/file:valid.txt', text: 'v' },
    ]);
    expect((await dataset.describe('validation')).source).to.equal('valid.txt');
    expect(() => dataset.open('test')).to.throw(CodexError, 'the dataset has no `test` split');
  });

  it('lists where it looked for a missing file and the nearest name there is', async () => {
    await folder.write({ 'data/tiny.txt': 'x' });
    const error = await raised(await folder.open(text, { path: 'data/tyni.txt' }));
    expect(error).to.be.instanceOf(CodexError).with.property('code', 'CML4201');
    expect(error.message).to.equal('no file matches `data/tyni.txt`');
    expect((error as CodexError).hints).to.deep.equal([
      'did you mean `data/tiny.txt`?',
      `looked for ${folder.path}/data/tyni.txt`,
    ]);
  });

  it('reports all missing files together', async () => {
    const error = await raised(await folder.open(text, { path: ['a.txt', 'no/such/*.txt'] }));
    expect(error).to.be.instanceOf(CodexErrors);
    const { errors } = error as CodexErrors;
    expect(errors.map((each) => each.title)).to.deep.equal([
      'no file matches `a.txt`',
      'no file matches `no/such/*.txt`',
    ]);
    expect(errors[1]!.hints.at(-1)).to.equal(`the folder ${folder.path}/no/such does not exist`);
  });

  it('refuses files without text, and does not remember the failure', async () => {
    await folder.write({ 'a.txt': '', 'b.txt': '' });
    const dataset = await folder.open(text, { path: '*.txt' });
    const error = await dataset.describe('train').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodexError).with.property('code', 'CML4203');
    await folder.write({ 'b.txt': 'now' });
    expect((await dataset.describe('train')).bytes).to.equal(3);
  });

  it('says where a file stops being UTF-8', async () => {
    const valid = Buffer.from('first\nné€\u{1F600}');
    for (const tail of [[0xe9, 0x74], [0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0x80]]) {
      await folder.write({ 'a.txt': Buffer.concat([valid, Buffer.from(tail)]) });
      const error = (await raised(await folder.open(text, { path: 'a.txt' }))) as CodexError;
      expect(error.title).to.equal(`\`a.txt\` is not valid UTF-8 at byte ${valid.length}`);
      expect(error.where).to.deep.equal({ file: 'a.txt', line: 2, column: 6 });
    }
  });
});
