// Vocabularies that users bring as files.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodexError, JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { vocabulary } from '@codex-ml/tokenizers';
import { BYTE_ALPHABET } from '@codex-ml/tokenizers/dist/byte-alphabet.js';
import { expect } from 'chai';

describe('vocabulary', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codex-ml-vocabulary-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = async (
    files: Readonly<Record<string, string | Uint8Array>>,
    options: JsonObject,
  ): Promise<Tokenizer> => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const ctx = testContext({ base: folder });
    const corpus = (async function* (): AsyncGenerator<string> {})();
    return await vocabulary.train({ options: vocabulary.options.parse(options), ctx, corpus });
  };
  const failure = async (...parameters: Parameters<typeof open>) => {
    const error = await open(...parameters).then(
      () => undefined,
      (thrown: CodexError) => thrown,
    );
    return `${error?.code} ${error?.title}${error?.where === undefined ? '' : ` at ${error.where.file}:${error.where.line}`}`;
  };
  const tokensOf = (tokenizer: Tokenizer, text: string) =>
    [...tokenizer.encode(text).ids].map((id) => tokenizer.idToToken(id));

  it('reads one token per line, with ids that count from 0', async () => {
    const tokenizer = await open({ 'vocab.txt': '<unk>\r\n<eos>\r\nhello\r\nworld' }, { path: 'vocab.txt' });
    expect([...tokenizer.encode('hello there world').ids]).to.deep.equal([2, 0, 3]);
    expect(tokenizer.specials).to.deep.equal({ eos: 1, unk: 0 });
    expect([...tokenizer.encode('hello', { addSpecials: true }).ids]).to.deep.equal([2, 1]);
    expect(tokenizer.decode([2, 3])).to.equal('hello world');
    expect([...tokenizer.encode('<eos>').ids]).to.not.include(1);
  });

  it('reads ids by token from JSON, which may leave ids out', async () => {
    const ids = { '[UNK]': 5, a: 0, b: 9, __proto__x: 1 };
    const tokenizer = await open({ 'vocab.json': JSON.stringify(ids) }, { path: 'vocab.json' });
    expect([...tokenizer.encode('b c a __proto__x').ids]).to.deep.equal([9, 5, 0, 1]);
    expect(tokenizer.vocabularySize).to.equal(10);
  });

  it('is BPE over bytes where merges come with all 256 bytes', async () => {
    const tokens = [...BYTE_ALPHABET, 'he', 'Ġhe', '<|endoftext|>'];
    const files = {
      'vocab.json': JSON.stringify(Object.fromEntries(tokens.map((token, id) => [token, id]))),
      'merges.txt': '#version: 0.2\nh e\nĠ he\n',
    };
    const tokenizer = await open(files, { path: 'vocab.json', merges: 'merges.txt' });
    expect(tokensOf(tokenizer, 'he he é')).to.deep.equal(['he', 'Ġhe', 'Ġ', 'Ã', '©']);
    expect(tokenizer.specials).to.deep.equal({ eos: 258 });
    expect(tokenizer.decode(tokenizer.encode('he\n\u{1F600}').ids)).to.equal('he\n\u{1F600}');
  });

  it('is WordPiece when asked, with roles for tokens of any name', async () => {
    const tokenizer = await open(
      { 'vocab.txt': '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhug\n##s\n.\n' },
      {
        path: 'vocab.txt',
        model: 'wordpiece',
        normalizer: ['bert'],
        specials: { bos: '[CLS]', eos: '[SEP]' },
        additionalSpecialTokens: ['[MASK]'],
      },
    );
    expect(tokensOf(tokenizer, 'Hugs. xyz')).to.deep.equal(['hug', '##s', '.', '[UNK]']);
    expect([...tokenizer.encode('hug', { addSpecials: true }).ids]).to.deep.equal([2, 5, 3]);
    expect(tokenizer.specials).to.deep.equal({ pad: 0, bos: 2, eos: 3, unk: 1 });
    expect(tokenizer.specialTokens!.get('[MASK]')).to.equal(4);
  });

  it('comes back from what it saves, without the files', async () => {
    const tokenizer = await open({ 'vocab.txt': '<unk>\na\n' }, { path: 'vocab.txt' });
    const data = JSON.parse(JSON.stringify(tokenizer.save())) as JsonObject;
    const options = vocabulary.options.parse({ path: 'gone.txt' });
    const loaded = await vocabulary.load({ options, ctx: testContext(), data });
    expect(loaded.save()).to.deep.equal(data);
    expect([...loaded.encode('a b').ids]).to.deep.equal([1, 0]);
  });

  it('refuses a vocabulary without an unknown token, unless text is spelled in bytes', async () => {
    expect(await failure({ 'v.txt': 'a\nb\n' }, { path: 'v.txt' })).to.equal(
      'CML4147 the vocabulary `v.txt` has no unknown token, none of <unk>, [UNK], <UNK>',
    );
    const named = await open({ 'v.txt': 'a\n??\n' }, { path: 'v.txt', specials: { unk: '??' } });
    expect([...named.encode('a b').ids]).to.deep.equal([0, 1]);
    expect(await failure({ 'v.txt': '<unk>\n' }, { path: 'v.txt', specials: { eos: '<end>' } })).to.match(
      /^CML4128/,
    );
  });

  it('names file and line of what is wrong', async () => {
    const at = (name: string, content: string | Uint8Array) => failure({ [name]: content }, { path: name });
    expect(await failure({}, { path: 'no.txt' })).to.equal(
      'CML4144 `no.txt` cannot be read: there is no such file',
    );
    expect(await at('v.txt', Uint8Array.of(0x61, 0xff))).to.equal(
      'CML4144 `v.txt` cannot be read: it is not UTF-8',
    );
    expect(await at('v.txt', '')).to.equal(
      'CML4145 the vocabulary is malformed: it has no tokens at v.txt:1',
    );
    expect(await at('v.txt', 'a\n\nb\n')).to.match(/^CML4145 .* the line is empty at v.txt:2$/);
    expect(await at('v.txt', 'a\nb\na\n')).to.match(/^CML4145 .*"a" stands in line 1 too at v.txt:3$/);
    expect(await at('v.json', '{\n"a": 0,\n')).to.match(/^CML4145 .* at v.json:\d$/);
    expect(await at('v.json', '["a"]')).to.match(/^CML4145 .*expected an object .* at v.json:1$/);
    expect(await at('v.json', '{\n"a": 0,\n"b": -1\n}')).to.match(
      /^CML4145 .*the id of "b" is -1.* at v.json:3$/,
    );
    expect(await at('v.json', '{\n"a": 0,\n"b": 0\n}')).to.match(/^CML4145 .*also that of "a" at v.json:3$/);
  });

  it('names the line of a merge that is none', async () => {
    const at = (merges: string) =>
      failure(
        { 'v.json': JSON.stringify({ '<unk>': 0, a: 1, b: 2, ab: 3 }), 'm.txt': merges },
        { path: 'v.json', merges: 'm.txt' },
      );
    expect(await at('a b\na\n')).to.match(/^CML4146 .*two tokens and one space.* at m.txt:2$/);
    expect(await at('#version: 0.2\nb a\n')).to.match(/^CML4146 .*"ba" is not in the vocabulary at m.txt:2$/);
    expect(vocabulary.options.safeParse({ path: 'v', model: 'bpe' }).success).to.equal(false);
    expect(vocabulary.options.safeParse({ path: 'v', model: 'words', merges: 'm' }).success).to.equal(false);
  });
});
