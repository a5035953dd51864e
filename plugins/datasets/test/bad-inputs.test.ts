// Bad inputs of every kind: each has its code, its place and a way out, and none gives data as if nothing were wrong.
import { chmod, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { chat, csv, instruction, jsonl, lines, parquet, text } from '@codex-ml/datasets';
import { CodexError, type Plugin, renderError, toCodexErrors } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder } from './fixture-folder.js';
import { nestedTable, table } from './tables.js';

type Name = 'chat' | 'csv' | 'instruction' | 'jsonl' | 'lines' | 'parquet' | 'text';
const datasets = { chat, csv, instruction, jsonl, lines, parquet, text } as unknown as Readonly<
  Record<Name, Plugin<'dataset'>>
>;

interface BadInput {
  readonly what: string;
  readonly use: Name;
  readonly name: string;
  readonly content?: string | Uint8Array;
  readonly options?: object;
  readonly prepare?: (folder: string) => Promise<unknown>;
  readonly code: string;
  /** `file:line:column` as far as it is known. */
  readonly place?: string;
  /** Of the rendered error. */
  readonly says: RegExp;
}

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const gzip = gzipSync('{"text":"a"}\n'.repeat(50));
const zstd = zstdCompressSync('some text', { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const damaged = (data: Buffer, at: number) => {
  const copy = Buffer.from(data);
  copy[at]! ^= 0xff;
  return copy;
};
const good = table([{ name: 'text', data: ['a', 'b'], type: 'STRING' }], { codec: 'UNCOMPRESSED' });
const turns = (...list: object[]) => JSON.stringify({ messages: list });
const user = { role: 'user', content: 'a' };

/** The table with another codec in its metadata: 1 is SNAPPY, 3 LZO, in the zigzag form of thrift. */
function lzo(): Uint8Array {
  const snappy = Buffer.from(
    table([{ name: 'text', data: ['a'.repeat(99)], type: 'STRING' }], { codec: 'SNAPPY' }),
  );
  const path = snappy.lastIndexOf('text');
  expect(snappy[path + 5]).to.equal(2);
  snappy[path + 5] = 6;
  return snappy;
}

const INPUTS: readonly BadInput[] = [
  {
    what: 'gzip that was cut off',
    use: 'jsonl',
    name: 'a.jsonl.gz',
    content: gzip.subarray(0, gzip.length - 9),
    code: 'CML4207',
    place: 'a.jsonl.gz',
    says: /ends in the middle of its gzip data, after \d+ bytes/,
  },
  {
    what: 'an empty .gz',
    use: 'jsonl',
    name: 'a.jsonl.gz',
    content: '',
    code: 'CML4207',
    place: 'a.jsonl.gz',
    says: /after 0 bytes/,
  },
  {
    what: 'gzip with a wrong checksum',
    use: 'jsonl',
    name: 'a.jsonl.gz',
    content: damaged(gzip, gzip.length - 6),
    code: 'CML4209',
    place: 'a.jsonl.gz',
    says: /damaged gzip data near byte \d+: incorrect data check/,
  },
  {
    what: 'gzip with something behind it',
    use: 'jsonl',
    name: 'a.jsonl.gz',
    content: bytes([...gzip], 'tail'),
    code: 'CML4209',
    place: 'a.jsonl.gz',
    says: /damaged gzip data/,
  },
  {
    what: 'zstd that is damaged',
    use: 'lines',
    name: 'a.txt.zst',
    content: damaged(zstd, zstd.length - 1),
    code: 'CML4209',
    place: 'a.txt.zst',
    says: /damaged zstd data near byte \d+/,
  },
  {
    what: 'zstd that was cut off in its second frame',
    use: 'lines',
    name: 'a.txt.zst',
    content: bytes([...zstd], [...zstd.subarray(0, -5)]),
    code: 'CML4207',
    place: 'a.txt.zst',
    says: /middle of its zstd data/,
  },
  {
    what: 'a .gz that is plain text',
    use: 'jsonl',
    name: 'a.jsonl.gz',
    content: '{"text":"a"}',
    code: 'CML4210',
    place: 'a.jsonl.gz',
    says: /named as gzip, but begins with other bytes: 7b 22 74/,
  },
  {
    what: 'a .gz that is zstd',
    use: 'lines',
    name: 'a.txt.gz',
    content: zstd,
    code: 'CML4210',
    place: 'a.txt.gz',
    says: /28 b5 2f fd/,
  },
  {
    what: 'bzip2',
    use: 'lines',
    name: 'a.txt',
    content: bytes('BZh91AY&SY', [1, 2]),
    code: 'CML4211',
    place: 'a.txt',
    says: /holds bzip2 data/,
  },
  {
    what: 'a ZIP archive',
    use: 'text',
    name: 'a.txt',
    content: bytes('PK', [3, 4, 20, 0]),
    code: 'CML4211',
    place: 'a.txt',
    says: /a ZIP archive/,
  },
  {
    what: 'Parquet in a dataset of text',
    use: 'jsonl',
    name: 'a.jsonl',
    content: good,
    code: 'CML4211',
    place: 'a.jsonl',
    says: /use dataset `parquet`/,
  },
  {
    what: 'UTF-32',
    use: 'text',
    name: 'a.txt',
    content: bytes([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
    code: 'CML4211',
    place: 'a.txt',
    says: /UTF-32 text/,
  },
  {
    what: 'bytes that are not UTF-8',
    use: 'jsonl',
    name: 'a.jsonl',
    content: bytes('{"text":"a"}\n{"text":"', [0xe9], '"}'),
    code: 'CML4204',
    place: 'a.jsonl:2:10',
    says: /not valid UTF-8 at byte 22/,
  },
  {
    what: 'surrogates in UTF-8',
    use: 'text',
    name: 'a.txt',
    content: bytes('a', [0xed, 0xa0, 0x80]),
    code: 'CML4204',
    place: 'a.txt:1:2',
    says: /`encoding`/,
  },
  {
    what: 'half a character of Shift_JIS',
    use: 'csv',
    name: 'a.csv',
    content: bytes('text\n', [0x95]),
    options: { encoding: 'shift_jis' },
    code: 'CML4204',
    place: 'a.csv:2:1',
    says: /not valid shift_jis at byte 5/,
  },
  {
    what: 'UTF-16 without a byte order mark',
    use: 'lines',
    name: 'a.txt',
    content: Buffer.from('text', 'utf16le'),
    code: 'CML4214',
    place: 'a.txt:1:2',
    says: /`encoding: utf-16le`/,
  },
  {
    what: 'UTF-16 with an odd byte',
    use: 'lines',
    name: 'a.txt',
    content: bytes([0xff, 0xfe, 0x61, 0, 0x62]),
    code: 'CML4204',
    place: 'a.txt:1:2',
    says: /UTF-16LE at byte 4/,
  },
  {
    what: 'NUL bytes at the end of a text',
    use: 'text',
    name: 'a.txt',
    content: `a\nb${'\0'.repeat(20)}`,
    code: 'CML4214',
    place: 'a.txt:2:2',
    says: /NUL character at byte 3/,
  },
  {
    what: 'NUL bytes in JSON',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '{"text":"a\0"}',
    code: 'CML4205',
    place: 'a.jsonl:1:11',
    says: /control character/,
  },
  {
    what: 'a line that is too long',
    use: 'jsonl',
    name: 'a.jsonl',
    content: `{"text":"a"}\n{"text":"${'x'.repeat(200_000)}"}`,
    options: { maxLineBytes: 100_000 },
    code: 'CML4212',
    place: 'a.jsonl:2:1',
    says: /line of more than 100000 bytes/,
  },
  {
    what: 'a quote that swallows the rest',
    use: 'csv',
    name: 'a.csv',
    content: `text\n"a\n${'b\n'.repeat(10_000)}`,
    options: { maxLineBytes: 1000 },
    code: 'CML4212',
    place: 'a.csv:2:1',
    says: /quote of line 2, column 1 never closed/,
  },
  {
    what: 'JSON that is malformed',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '{"text": "a",}',
    code: 'CML4205',
    place: 'a.jsonl:1:14',
    says: /expected a name in double quotes/,
  },
  {
    what: 'a JSON list as JSON Lines',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '[{"text":"a"}]',
    code: 'CML4206',
    place: 'a.jsonl:1:1',
    says: /a JSON list is no JSON Lines file/,
  },
  {
    what: 'a JSON list over lines as JSON Lines',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '[\n{"text":"a"}\n]',
    code: 'CML4205',
    place: 'a.jsonl:1:2',
    says: /a JSON list is no JSON Lines file/,
  },
  {
    what: 'a JSON list that was cut off',
    use: 'chat',
    name: 'a.json',
    content: `[${turns(user, { role: 'assistant', content: 'b' })},`,
    code: 'CML4205',
    place: 'a.json:1:82',
    says: /the list is not closed/,
  },
  {
    what: 'a field of another type',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '{"text":["a"]}',
    code: 'CML4206',
    place: 'a.jsonl:1:2',
    says: /expected a string, received a list/,
  },
  {
    what: 'a field of another name',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '{"test":"a"}',
    code: 'CML4206',
    place: 'a.jsonl:1:1',
    says: /did you mean `test`/,
  },
  {
    what: 'the same key twice',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '{"text":"a","n":{"text":"x"},"text":"b"}',
    code: 'CML4225',
    place: 'a.jsonl:1:2',
    says: /field `text` is there 2 times/,
  },
  {
    what: 'half of a surrogate pair',
    use: 'jsonl',
    name: 'a.jsonl',
    content: '{"text":"\\ud83d"}',
    code: 'CML4226',
    place: 'a.jsonl:1:2',
    says: /not well-formed Unicode/,
  },
  {
    what: 'CSV without the column',
    use: 'csv',
    name: 'a.csv',
    content: 'id,body\n1,a',
    code: 'CML4218',
    place: 'a.csv:1',
    says: /its columns are `id`, `body`/,
  },
  {
    what: 'CSV with the column twice',
    use: 'csv',
    name: 'a.csv',
    content: 'text,text\n1,a',
    code: 'CML4225',
    place: 'a.csv:1',
    says: /give the number of the column/,
  },
  {
    what: 'CSV with an unbalanced quote',
    use: 'csv',
    name: 'a.csv',
    content: 'text,n\n"a,1\nb,2\n',
    code: 'CML4217',
    place: 'a.csv:2:1',
    says: /never closed/,
  },
  {
    what: 'CSV with text behind a quote',
    use: 'csv',
    name: 'a.csv',
    content: 'text,n\n"a" b,1\n',
    code: 'CML4217',
    place: 'a.csv:2:4',
    says: /text follows the closing quote/,
  },
  {
    what: 'CSV with rows of different lengths',
    use: 'csv',
    name: 'a.csv',
    content: 'text,n\na,1\nb,2,3\n',
    code: 'CML4219',
    place: 'a.csv:3',
    says: /3 fields, expected 2/,
  },
  {
    what: 'CSV with a header alone',
    use: 'csv',
    name: 'a.csv',
    content: 'text,n\n',
    code: 'CML4203',
    says: /has no text in split `train`/,
  },
  { what: 'an empty file', use: 'jsonl', name: 'a.jsonl', content: '', code: 'CML4203', says: /has no text/ },
  {
    what: 'blank lines alone',
    use: 'lines',
    name: 'a.txt',
    content: '\n \n\t\n',
    code: 'CML4203',
    says: /has no text/,
  },
  {
    what: 'a role that is not known',
    use: 'chat',
    name: 'a.jsonl',
    content: turns(user, { role: 'assitant', content: 'b' }),
    code: 'CML4222',
    place: 'a.jsonl:1:52',
    says: /did you mean `assistant`/,
  },
  {
    what: 'a conversation without turns',
    use: 'chat',
    name: 'a.jsonl',
    content: turns(),
    code: 'CML4223',
    place: 'a.jsonl:1:2',
    says: /has no turns/,
  },
  {
    what: 'a conversation that begins with an answer',
    use: 'chat',
    name: 'a.jsonl',
    content: turns({ role: 'assistant', content: 'b' }),
    code: 'CML4223',
    place: 'a.jsonl:1:2',
    says: /begins with an answer/,
  },
  {
    what: 'turns that are no list',
    use: 'chat',
    name: 'a.jsonl',
    content: '{"messages":{"role":"user"}}',
    code: 'CML4206',
    place: 'a.jsonl:1:2',
    says: /expected a list of turns, received an object/,
  },
  {
    what: 'records without conversations',
    use: 'chat',
    name: 'a.jsonl',
    content: '{"text":"a"}',
    code: 'CML4224',
    place: 'a.jsonl',
    says: /its fields are `text`/,
  },
  {
    what: 'tables without conversations',
    use: 'chat',
    name: 'a.parquet',
    content: good,
    code: 'CML4224',
    place: 'a.parquet',
    says: /its fields are `text`/,
  },
  {
    what: 'tables whose turns lack the role',
    use: 'chat',
    name: 'a.parquet',
    content: nestedTable('messages', ['who', 'content'], [[{ who: 'user', content: 'a' }]], [null]),
    code: 'CML4206',
    place: 'a.parquet',
    says: /turn 1, `role`: expected a string, received nothing/,
  },
  {
    what: 'a completion that is empty',
    use: 'instruction',
    name: 'a.csv',
    content: 'prompt,completion\na,\n',
    code: 'CML4206',
    place: 'a.csv:2:1',
    says: /expected text, received an empty string/,
  },
  {
    what: 'text named as Parquet',
    use: 'parquet',
    name: 'a.parquet',
    content: 'text text text',
    code: 'CML4220',
    place: 'a.parquet',
    says: /does not begin with `PAR1`/,
  },
  {
    what: 'Parquet that was cut off',
    use: 'parquet',
    name: 'a.parquet',
    content: good.subarray(0, good.length - 7),
    code: 'CML4220',
    place: 'a.parquet',
    says: /does not end with `PAR1`/,
  },
  {
    what: 'an empty .parquet',
    use: 'parquet',
    name: 'a.parquet',
    content: '',
    code: 'CML4220',
    place: 'a.parquet',
    says: /it is empty/,
  },
  {
    what: 'Parquet whose metadata is too long',
    use: 'parquet',
    name: 'a.parquet',
    content: damaged(Buffer.from(good), good.length - 6),
    code: 'CML4220',
    place: 'a.parquet',
    says: /metadata length \d+ exceeds/,
  },
  {
    what: 'Parquet without the column',
    use: 'parquet',
    name: 'a.parquet',
    content: good,
    options: { column: 'body' },
    code: 'CML4218',
    place: 'a.parquet:1',
    says: /its columns are `text`/,
  },
  {
    what: 'Parquet with an encrypted footer',
    use: 'parquet',
    name: 'a.parquet',
    content: bytes([...good.subarray(0, -4)], 'PARE'),
    code: 'CML4221',
    place: 'a.parquet',
    says: /encrypted footer/,
  },
  {
    what: 'Parquet with a codec that is not read',
    use: 'parquet',
    name: 'a.parquet',
    content: lzo(),
    code: 'CML4221',
    place: 'a.parquet',
    says: /codec LZO in column `text`/,
  },
  {
    what: 'a file that is not there',
    use: 'text',
    name: 'b.txt',
    content: 'x',
    options: { path: 'a.txt' },
    code: 'CML4201',
    says: /did you mean `b.txt`/,
  },
  {
    what: 'a pattern that matches nothing',
    use: 'text',
    name: 'b.txt',
    content: 'x',
    options: { path: '*.md' },
    code: 'CML4201',
    says: /no file matches `\*\.md`/,
  },
  {
    what: 'a folder without files of the dataset',
    use: 'jsonl',
    name: 'data/a.txt',
    content: 'x',
    options: { path: 'data' },
    code: 'CML4227',
    says: /\.jsonl, \.ndjson/,
  },
  {
    what: 'a folder whose files are half splits',
    use: 'jsonl',
    name: 'data/test.jsonl',
    content: 'x',
    options: { path: 'data' },
    prepare: (folder) => symlink(join(folder, 'data/test.jsonl'), join(folder, 'data/x.jsonl')),
    code: 'CML4228',
    says: /`data\/x\.jsonl` is not/,
  },
  {
    what: 'a link to itself',
    use: 'text',
    name: 'b.txt',
    content: 'x',
    options: { path: 'a.txt' },
    prepare: (folder) => symlink('a.txt', join(folder, 'a.txt')),
    code: 'CML4202',
    says: /ELOOP/,
  },
  {
    what: 'a link in a folder that leads nowhere',
    use: 'text',
    name: 'data/b.txt',
    content: 'x',
    options: { path: 'data' },
    prepare: (folder) => symlink('gone', join(folder, 'data/a.txt')),
    code: 'CML4202',
    says: /`data\/a\.txt` cannot be read: ENOENT/,
  },
  {
    what: 'a folder in place of a file',
    use: 'lines',
    name: 'a.txt',
    content: 'x',
    options: { path: '*.txt' },
    prepare: async (folder) => {
      await rm(join(folder, 'a.txt'));
      await mkdir(join(folder, 'a.txt'));
    },
    code: 'CML4201',
    says: /no file matches/,
  },
  {
    what: 'a device',
    use: 'lines',
    name: 'a.txt',
    content: 'x',
    options: { path: '/dev/null' },
    code: 'CML4202',
    says: /not a regular file/,
  },
];

describe('bad inputs', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  async function errorOf(use: Name, options: object): Promise<CodexError> {
    try {
      const dataset = await folder.open(datasets[use], { ...options });
      const samples = await collect(dataset);
      throw new TypeError(`it gave ${samples.length} samples`);
    } catch (error) {
      if (!CodexError.is(error)) throw error;
      return toCodexErrors(error)[0]!;
    }
  }

  for (const { what, use, name, content, options, prepare, code, place, says } of INPUTS) {
    it(`${use}: ${what} is ${code}`, async () => {
      if (content !== undefined) await folder.write({ [name]: content });
      await prepare?.(folder.path);
      const error = await errorOf(use, { path: name, ...options });
      const rendered = renderError(error);
      expect(error.code, rendered).to.equal(code);
      expect(rendered).to.match(says).and.to.include('= hint: ');
      const { file, line, column } = error.where ?? {};
      expect([file, line, column].filter((part) => part !== undefined).join(':') || undefined).to.equal(
        place,
      );
    });
  }

  it('are more than thirty, each with a code of its own or a place', () => {
    expect(INPUTS.length).to.be.at.least(30);
    expect(new Set(INPUTS.map(({ code }) => code)).size).to.be.at.least(20);
  });

  it('lines: a file that the system refuses is CML4202', async () => {
    await folder.write({ 'a.txt': 'a' });
    const file = join(folder.path, 'a.txt');
    await chmod(file, 0);
    // The superuser may read what others may not: for it the name is too long for any file.
    const path = process.getuid?.() === 0 ? 'x'.repeat(5000) : 'a.txt';
    const error = await errorOf('lines', { path });
    expect(error.code).to.equal('CML4202');
    expect(error.title).to.match(/cannot be read: (EACCES|ENAMETOOLONG)/);
  });
});
