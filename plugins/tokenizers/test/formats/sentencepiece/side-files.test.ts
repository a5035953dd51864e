// What files beside a `.model` file say of its tokens, as models are published with them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, Tokenizer } from '@codex-ml/plugin-api';
import { testContext } from '@codex-ml/testkit';
import sentencepiece from '@codex-ml/tokenizers/dist/sentencepiece.js';
import { expect } from 'chai';
import { piece, UNKNOWN, writeModel } from '../../sentencepiece/write-model.js';

const MODEL = writeModel([
  UNKNOWN,
  piece('<s>', 0, 'control'),
  piece('</s>', 0, 'control'),
  ...[...'▁abc'].map((letter) => piece(letter, -1)),
  piece('<turn>', 0, 'user-defined'),
]);
const SIZE = 8;

const token = (content: string, special = true) => ({
  content,
  special,
  lstrip: false,
  normalized: false,
  rstrip: false,
  single_word: false,
});

async function open(files: Readonly<Record<string, unknown>>): Promise<{
  readonly tokenizer: Tokenizer;
  readonly loaded: Tokenizer;
  readonly warnings: readonly string[];
}> {
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-side-'));
  const warnings: string[] = [];
  const plain = testContext();
  const ctx = {
    ...plain,
    resolvePath: (path: string) => join(folder, path),
    log: { ...plain.log, warn: (message: string) => void warnings.push(message) },
  };
  async function* corpus(): AsyncGenerator<string> {}
  try {
    writeFileSync(join(folder, 'tokenizer.model'), MODEL);
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    const options = sentencepiece.options.parse({ path: 'tokenizer.model' });
    const tokenizer = await sentencepiece.train({ options, ctx, corpus: corpus() });
    const data = JSON.parse(JSON.stringify(tokenizer.save())) as JsonObject;
    return { tokenizer, loaded: await sentencepiece.load({ options, ctx, data }), warnings };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const encode = (tokenizer: Tokenizer, text: string, parseSpecials = true) => [
  ...tokenizer.encode(text, { parseSpecials }).ids,
];

describe('files beside a model of SentencePiece', () => {
  it('add tokens behind its pieces, give roles, and bring the chat template', async () => {
    const { tokenizer, loaded, warnings } = await open({
      'tokenizer_config.json': {
        added_tokens_decoder: {
          0: token('<unk>'),
          9: token('<|end|>'),
          8: token('<|user|>'),
          10: token('plain', false),
          7: token('<turn>'),
        },
        bos_token: '<s>',
        eos_token: { content: '<|end|>' },
        pad_token: null,
        add_bos_token: true,
        add_eos_token: false,
        chat_template: 'from the config',
      },
    });
    expect(warnings).to.deep.equal([]);
    for (const each of [tokenizer, loaded]) {
      expect(each.vocabularySize).to.equal(SIZE + 3);
      expect(each.specials).to.deep.equal({ bos: 1, eos: 9, unk: 0 });
      expect(each.chatTemplate).to.equal('from the config');
      expect(encode(each, 'a<|user|>b<|end|>plain<turn>')).to.deep.equal([4, 8, 5, 9, 10, 7]);
      // Special ones stay text unless they are asked for.
      expect(encode(each, '<|user|>', false)).not.to.include(8);
      expect(encode(each, '<turn>', false)).not.to.include(7);
      expect(each.decode([4, 8, 5, 9], { skipSpecials: true })).to.equal('ab');
      expect([...each.encode('a', { addSpecials: true }).ids]).to.deep.equal([1, 4]);
    }
  });

  it('may be the older ones, with a template of its own', async () => {
    const { tokenizer } = await open({
      'added_tokens.json': { '<|b|>': 9, '<|a|>': 8 },
      'special_tokens_map.json': { additional_special_tokens: ['<|a|>'], pad_token: '<|b|>' },
      'chat_template.jinja': 'from its file',
    });
    expect(tokenizer.specials).to.deep.equal({ bos: 1, eos: 2, pad: 9, unk: 0 });
    expect([...tokenizer.specialTokens!.keys()]).to.include.members(['<|a|>', '<|b|>']);
    expect(encode(tokenizer, '<|a|><|b|>')).to.deep.equal([8, 9]);
    expect(tokenizer.chatTemplate).to.equal('from its file');
    expect([...tokenizer.encode('a', { addSpecials: true }).ids]).to.deep.equal([1, 4, 2]);
  });

  it('are left alone where they contradict the model, and a line says so', async () => {
    const { tokenizer, warnings } = await open({
      'tokenizer_config.json': {
        added_tokens_decoder: { 3: token('<|wrong|>'), 9: token('<s>') },
        pad_token: '[PAD]',
        additional_special_tokens: ['<none>'],
      },
    });
    expect(tokenizer.vocabularySize).to.equal(SIZE);
    expect(tokenizer.specials).to.deep.equal({ bos: 1, eos: 2, unk: 0 });
    const text = warnings.join('\n');
    expect(text).to.include('"<|wrong|>" is left out: its id 3 is that of the piece "▁"');
    expect(text).to.include('"<s>" has id 1 in the model, not 9');
    expect(text).to.include('"<none>"');
    expect(text).to.include('"[PAD]"');
    expect(warnings.length).to.equal(4);
  });

  it('change nothing where there are none', async () => {
    const { tokenizer, warnings } = await open({});
    expect(warnings).to.deep.equal([]);
    expect(tokenizer.specials).to.deep.equal({ bos: 1, eos: 2, unk: 0 });
    expect(tokenizer.chatTemplate).to.equal(undefined);
  });
});
