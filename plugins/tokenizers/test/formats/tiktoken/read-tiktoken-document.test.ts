import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodexError, type JsonObject } from '@codex-ml/plugin-api';
import { createPipelineTokenizer } from '@codex-ml/tokenizers';
import { rankFile } from '@codex-ml/tokenizers/dist/conformance-documents.js';
import { readTiktokenDocument } from '@codex-ml/tokenizers/dist/formats/tiktoken/read-tiktoken-document.js';
import { tiktokenOptions } from '@codex-ml/tokenizers/dist/tiktoken.options.js';
import { expect } from 'chai';

const folder = mkdtempSync(join(tmpdir(), 'codex-ml-tiktoken-'));
after(() => rmSync(folder, { recursive: true }));

/** The document of a file with this content. */
function read(content: string, options: Record<string, unknown> = {}, name = 'cl100k_base.tiktoken') {
  writeFileSync(join(folder, name), content);
  return readTiktokenDocument(tiktokenOptions.parse({ path: name, specialTokens: {}, ...options }), (path) =>
    join(folder, path),
  );
}

async function errorOf(
  content: string,
  options?: Record<string, unknown>,
  name?: string,
): Promise<CodexError> {
  const error = await read(content, options, name).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!CodexError.is(error)) throw new RangeError(`no error: ${error}`);
  return error;
}

const bytes = Array.from(
  { length: 256 },
  (_, byte) => `${Buffer.of(byte).toString('base64')} ${byte}\n`,
).join('');

/** A file of all bytes and of tokens that follow them. */
const withTokens = (...tokens: string[]): string =>
  bytes + tokens.map((token, i) => `${Buffer.from(token).toString('base64')} ${256 + i}\n`).join('');

const tokensOf = (document: JsonObject, text: string): (string | undefined)[] => {
  const tokenizer = createPipelineTokenizer(document);
  return [...tokenizer.encode(text).ids].map((id) => tokenizer.idToToken(id));
};

describe('readTiktokenDocument', () => {
  it('merges the pair that makes the token of the lowest rank, whatever it is made of', async () => {
    // `aaa` can be `a` + `aa` or `aa` + `a`; both have the rank of `aaa`, and the leftmost is taken.
    const document = await read(withTokens('aa', 'aaa', 'bc', 'abc'), { pattern: '.+' });
    expect(tokensOf(document, 'aaaaa')).to.deep.equal(['aa', 'aaa']);
    expect(tokensOf(document, 'aabc')).to.deep.equal(['aa', 'bc']);
  });

  it('takes a whole word that is a token for that token, even where merges would not find it', async () => {
    const document = await read(withTokens('xyz'), { pattern: '[a-z]+' });
    expect(tokensOf(document, 'xyz')).to.deep.equal(['xyz']);
    expect(tokensOf(document, 'xyzx')).to.deep.equal(['x', 'y', 'z', 'x']);
  });

  it('keeps that order when it is saved and loaded', async () => {
    const document = await read(rankFile(), { pattern: 'gpt2' });
    const tokenizer = createPipelineTokenizer(document);
    const saved = tokenizer.save();
    expect((saved['model'] as JsonObject)['codex_ml']).to.include({ merge_by: 'token' });
    const again = createPipelineTokenizer(saved);
    for (const text of ['the and in an aaaaaaa', ' a aa aaa aaaa aaaaa', 'nothing']) {
      expect([...again.encode(text).ids]).to.deep.equal([...tokenizer.encode(text).ids]);
    }
  });

  it('reads the short form, and files that have the pattern and the special tokens with the ranks', async () => {
    const long = withTokens('the', 'he');
    const short = `! 0 ${long
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0])
      .join(' ')}\n`;
    expect(await read(short)).to.deep.equal(await read(long));
    const packed = JSON.stringify({
      pat_str: '[a-z]+',
      special_tokens: { '<|end|>': 300 },
      bpe_ranks: short,
    });
    const document = await read(packed, { specialTokens: undefined }, 'packed.json');
    expect(document['added_tokens']).to.have.length(1);
    expect(tokensOf(document, 'the he')).to.deep.equal(['the', 'Ġ', 'he']);
  });

  it('knows special tokens and patterns of published encodings by the name of the file', async () => {
    const document = await read(withTokens('the'), { specialTokens: undefined });
    const tokenizer = createPipelineTokenizer(document);
    expect(tokenizer.specials.eos).to.equal(100257);
    expect(tokenizer.vocabularySize).to.equal(100277);
    const other = await errorOf(bytes, {}, 'mine.tiktoken');
    expect(other.code).to.equal('CML4157');
    expect(other.hints.join()).to.include('cl100k_base');
    expect((await errorOf(withTokens('a b'), { specialTokens: { '<x>': 256 } })).code).to.equal('CML4158');
  });

  it('tells a published encoding from the number of its ranks, where the name does not', async () => {
    const names = Array.from({ length: 50_256 - 256 }, (_, i) => `token ${i}`);
    const document = await read(withTokens(...names), { specialTokens: undefined }, 'tokenizer.model');
    expect(createPipelineTokenizer(document).specials.eos).to.equal(50256);
    const more = await errorOf(withTokens(...names, 'more'), { specialTokens: undefined }, 'tokenizer.model');
    expect(more.code).to.equal('CML4157');
  });

  it('says in which line a file is no file of ranks', async () => {
    const broken: readonly (readonly [string, string])[] = [
      [`${bytes}YQ== 300 1\n`, 'expected a token in base64, a space and a rank'],
      [`${bytes}Y*== 300\n`, 'base64'],
      [`${bytes}YWI= x\n`, 'whole number'],
      [`${bytes}YWI= -1\n`, 'whole number'],
      [`${bytes}YWI= 255\n`, 'rank 255 was given before'],
      [`${bytes}YQ== 300\n`, 'has the rank 97 already'],
    ];
    for (const [content, problem] of broken) {
      const error = await errorOf(content);
      expect(error.code, content.slice(-20)).to.equal('CML4155');
      expect(error.title).to.include(problem);
      expect(error.where).to.include({ file: 'cl100k_base.tiktoken', line: 257 });
    }
  });

  it('refuses ranks without all bytes, empty files and missing ones', async () => {
    const cut = await errorOf(bytes.split('\n').slice(0, 200).join('\n'));
    expect(cut.code).to.equal('CML4156');
    expect(cut.title).to.include('56').and.include('200');
    expect((await errorOf('')).code).to.equal('CML4156');
    expect((await errorOf('{"pat_str": 1}', {}, 'packed.json')).code).to.equal('CML4155');
    expect((await errorOf('{"pat_str"', {}, 'packed.json')).code).to.equal('CML4155');
    const options = tiktokenOptions.parse({ path: 'none.tiktoken' });
    const missing = await readTiktokenDocument(options, (path) => join(folder, path)).catch((error) => error);
    expect(missing.code).to.equal('CML4126');
  });
});
