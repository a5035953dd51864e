import { gzipSync } from 'node:zlib';
import csv from '@codex-ml/datasets/dist/csv.js';
import jsonl from '@codex-ml/datasets/dist/jsonl.js';
import lines from '@codex-ml/datasets/dist/lines.js';
import text from '@codex-ml/datasets/dist/text.js';
import type { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { createFixtureFolder, type FixtureFolder, raised, texts } from '../fixture-folder.js';

const bigEndian = (content: string) => Buffer.from(content, 'utf16le').swap16();

describe('encodings', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  it('reads any encoding that has a WHATWG label', async () => {
    await folder.write({
      'a.txt': Buffer.from('caf\xe9 \x80', 'latin1'),
      'b.txt': Buffer.from('c4e3bac3', 'hex'),
    });
    expect(await texts(await folder.open(text, { path: 'a.txt', encoding: 'latin1' }))).to.deep.equal([
      'café €',
    ]);
    expect(await texts(await folder.open(lines, { path: 'b.txt', encoding: 'gbk' }))).to.deep.equal(['你好']);
    expect(text.options.safeParse({ path: 'a', encoding: 'utf-9' }).success).to.equal(false);
  });

  it('finds commas and quotes in characters, not in their bytes', async () => {
    // The second byte of this character is that of a backslash, and of the next one that of a bar.
    const bytes = Buffer.from([0x95, 0x5c, 0x7c, 0x83, 0x7c, 0x0a]);
    await folder.write({ 'a.csv': bytes });
    const options = { path: 'a.csv', encoding: 'shift_jis', delimiter: '|', header: false, column: 2 };
    expect(await texts(await folder.open(csv, options))).to.deep.equal(['ポ']);
  });

  it('obeys byte order marks and says where they differ from the option', async () => {
    const content = 'né\r\n\u{1F600} €';
    await folder.write({
      'a.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(content, 'utf16le')]),
      'b.txt': Buffer.concat([Buffer.from([0xfe, 0xff]), bigEndian(content)]),
      'c.txt': gzipSync(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(content)])),
    });
    const dataset = await folder.open(text, { path: '*.txt' });
    for (let pass = 0; pass < 2; pass++) {
      expect(await texts(dataset)).to.deep.equal(Array(3).fill('né\n\u{1F600} €'));
    }
    expect(folder.warnings).to.deep.equal([
      '`a.txt` begins with the byte order mark of UTF-16LE and is read as such',
      '`b.txt` begins with the byte order mark of UTF-16BE and is read as such',
    ]);
    const latin = await folder.open(text, { path: 'c.txt', encoding: 'windows-1252' });
    expect(await texts(latin)).to.deep.equal(['né\n\u{1F600} €']);
  });

  it('reads UTF-16 across the seams of chunks', async () => {
    const content = Array.from({ length: 90_000 }, (_, i) => `${i} \u{1F600}`).join('\n');
    await folder.write({ 'a.txt': Buffer.from(`x${content}`, 'utf16le') });
    const read = await texts(await folder.open(lines, { path: 'a.txt', encoding: 'utf-16le' }));
    expect(read.join('\n') === `x${content}`).to.equal(true);
  });

  it('says where UTF-16 goes wrong', async () => {
    const good = Buffer.from('ab\ncd', 'utf16le');
    for (const tail of [Buffer.from([0x00, 0xdc]), Buffer.from([0x3d, 0xd8]), Buffer.from([0x61])]) {
      await folder.write({ 'a.txt': Buffer.concat([good, tail]) });
      const dataset = await folder.open(lines, { path: 'a.txt', encoding: 'utf-16le' });
      const error = (await raised(dataset)) as CodexError;
      expect(error.title).to.equal('`a.txt` is not valid UTF-16LE at byte 10');
      expect(error.where).to.deep.equal({ file: 'a.txt', line: 2, column: 3 });
    }
  });

  it('takes the fallback for files that need it, file by file, and says so once', async () => {
    await folder.write({ 'a.txt': 'né', 'b.txt': Buffer.from('n\xe9', 'latin1'), 'c.txt': 'ascii' });
    const options = { path: '*.txt', encodingFallback: 'windows-1252' };
    const dataset = await folder.open(lines, options);
    for (let pass = 0; pass < 2; pass++) expect(await texts(dataset)).to.deep.equal(['né', 'né', 'ascii']);
    expect(folder.warnings).to.deep.equal([
      '`b.txt` is not valid UTF-8 and is read as windows-1252, its `encodingFallback`',
    ]);
    expect((await dataset.describe('train')).samples).to.equal(3);
  });

  it('leaves lines out that are no text where asked to', async () => {
    await folder.write({ 'a.jsonl': Buffer.from('{"text":"a"}\n{"text":"\xe9"}\n{"text":"c"}', 'latin1') });
    const dataset = await folder.open(jsonl, { path: 'a.jsonl', onError: 'skip', maxSkipped: 1 });
    expect(await texts(dataset)).to.deep.equal(['a', 'c']);
    expect((await dataset.describe('train')).skipped).to.deep.equal({ encoding: 1 });
  });
});
