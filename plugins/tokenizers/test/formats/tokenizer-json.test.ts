// The capability `tokenizer-json`: files and folders on the disk, what stands beside them, and errors that point into them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodexError, type JsonObject, type Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import { byteLevelDocument, wordPieceDocument } from '@codex-ml/tokenizers/dist/conformance-documents.js';
import tokenizerJson from '@codex-ml/tokenizers/dist/tokenizer-json.js';
import { expect } from 'chai';

const NO_TEXTS = {
  // the corpus must not be read
  [Symbol.asyncIterator]: () => {
    throw new TypeError('the corpus was read');
  },
};

describe('tokenizer-json', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codex-ml-tokenizer-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, content: JsonObject | string) =>
    writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));

  async function open(options: JsonObject): Promise<{ tokenizer: Tokenizer; warnings: string[] }> {
    const ctx = testContext({ base: folder });
    try {
      const parsed = tokenizerJson.options.parse(options);
      const tokenizer = await tokenizerJson.train({ options: parsed, ctx, corpus: NO_TEXTS });
      return { tokenizer, warnings: ctx.logged.map(({ message }) => message) };
    } finally {
      await ctx.close();
    }
  }
  const fails = async (options: JsonObject): Promise<CodexError> => {
    const error = await open(options).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodexError);
    return error as CodexError;
  };

  it('reads a file, or the folder that has it, relative to the config', async () => {
    await write('tokenizer.json', byteLevelDocument());
    const { tokenizer } = await open({ path: 'tokenizer.json' });
    const { tokenizer: same } = await open({ path: '.' });
    expect(same.save()).to.deep.equal(tokenizer.save());
  });

  it('takes roles and the chat template from the files beside it, and options before both', async () => {
    await write('tokenizer.json', byteLevelDocument());
    await write('tokenizer_config.json', {
      pad_token: { content: '<|pad|>', lstrip: false },
      eos_token: '<|end|>',
      bos_token: null,
      chat_template: [
        { name: 'tools', template: 'T' },
        { name: 'default', template: 'D' },
      ],
    });
    await write('special_tokens_map.json', { eos_token: '<|turn|>', unk_token: '<|turn|>' });
    const { tokenizer } = await open({ path: '.' });
    const name = (role: 'pad' | 'bos' | 'eos' | 'unk', from = tokenizer) =>
      from.idToToken(from.specials[role] ?? -1);
    expect([name('pad'), name('bos'), name('eos'), name('unk')]).to.deep.equal([
      '<|pad|>',
      undefined,
      '<|end|>',
      '<|turn|>',
    ]);
    expect(tokenizer.chatTemplate).to.equal('D');

    await write('chat_template.jinja', '{{ messages[0] }}\n');
    const { tokenizer: other } = await open({ path: '.', specials: { eos: '<|turn|>' } });
    expect(name('eos', other)).to.equal('<|turn|>');
    expect(other.chatTemplate).to.equal('{{ messages[0] }}\n');
  });

  it('warns of a role whose token beside it has no id', async () => {
    await write('tokenizer.json', wordPieceDocument());
    await write('tokenizer_config.json', { pad_token: '<fill>' });
    const { tokenizer, warnings } = await open({ path: '.' });
    expect(warnings).to.have.length(1);
    expect(tokenizer.idToToken(tokenizer.specials.pad!)).to.equal('[PAD]');
  });

  it('restores from what it saved without the file', async () => {
    await write('tokenizer.json', byteLevelDocument());
    const { tokenizer } = await open({ path: '.', specials: { eos: '<|end|>' } });
    const ctx = testContext({ base: folder });
    const options = tokenizerJson.options.parse({ path: 'gone' });
    const restored = await tokenizerJson.load({
      options,
      ctx,
      data: JSON.parse(JSON.stringify(tokenizer.save())) as JsonObject,
    });
    await ctx.close();
    expect(restored.save()).to.deep.equal(tokenizer.save());
    expect(restored.specials).to.deep.equal(tokenizer.specials);
  });

  it('says that there is no tokenizer', async () => {
    expect(await fails({ path: 'nowhere' })).to.include({
      code: 'CML4126',
      title: 'no tokenizer at `nowhere`',
    });
    expect((await fails({ path: '.' })).code).to.equal('CML4126');
  });

  it('points at the character where a file stops being JSON', async () => {
    await write('tokenizer.json', '{\n  "version": "1.0",\n  "model": {,}\n}');
    const error = await fails({ path: 'tokenizer.json' });
    expect(error.code).to.equal('CML4127');
    expect(error.title).to.equal(
      '`tokenizer.json` is not valid JSON: expected a key in double quotes, found ","',
    );
    expect(error.where).to.include({ file: 'tokenizer.json', line: 3, column: 13 });

    await write('tokenizer.json', 'version https://git-lfs.github.com/spec/v1\n');
    expect((await fails({ path: '.' })).where).to.include({ line: 1, column: 1 });
    await write('tokenizer.json', '[]');
    expect((await fails({ path: '.' })).title).to.include('expected an object');
    await write('tokenizer.json', byteLevelDocument());
    await write('tokenizer_config.json', '{"pad_token": ');
    expect((await fails({ path: '.' })).title).to.equal(
      '`tokenizer_config.json` is not valid JSON: expected a value, found the end',
    );
  });

  it('points at the line of a value that is not as the format says', async () => {
    const document = byteLevelDocument();
    const model = document['model'] as JsonObject;
    await write('tokenizer.json', { ...document, model: { ...model, vocab: { a: 0, b: 'one' } } });
    const error = await fails({ path: 'tokenizer.json' });
    expect(error.title).to.equal('`model.vocab["b"]`: expected a whole number from 0 on, received "one"');
    const text = JSON.stringify({ ...document, model: { ...model, vocab: { a: 0, b: 'one' } } }, null, 2);
    const line = text.slice(0, text.indexOf('"one"')).split('\n').length;
    expect(error.where).to.include({ file: 'tokenizer.json', line, column: 12 });

    const { decoder: _, ...without } = document;
    await write('tokenizer.json', { ...without, pre_tokenizer: { type: 'Sequence' } });
    expect((await fails({ path: 'tokenizer.json' })).where?.line).to.be.greaterThan(1);
  });
});
