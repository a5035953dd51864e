import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodexError } from '@codex-ml/plugin-api';
import {
  BUILTIN_TEMPLATES,
  chooseTemplate,
  encodePromptOf,
  readTemplateFile,
  templateFiles,
  turnEnd,
} from '@codex-ml/runtime';
import { expect } from 'chai';
import { wordTokenizer } from './word-tokenizer.js';

const CHATML = ['<|im_start|>', '<|im_end|>'];

describe('chooseTemplate', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codex-ml-template-'));
  });
  after(() => rm(folder, { recursive: true }));

  const choose = (setting: string, own?: string) =>
    chooseTemplate(setting, { tokenizer: wordTokenizer(CHATML, {}, own), baseDir: folder });
  const failure = async (work: Promise<unknown>): Promise<CodexError> => {
    const error: unknown = await work.then(
      () => expect.fail('a template was found'),
      (reason: unknown) => reason,
    );
    if (CodexError.is(error)) return error;
    throw error;
  };

  it('takes the template of the tokenizer, else ChatML', async () => {
    expect(await choose('auto', '{{ 1 }}')).to.deep.equal({ name: 'of the tokenizer', source: '{{ 1 }}' });
    expect(await choose('auto')).to.equal(BUILTIN_TEMPLATES.get('chatml'));
  });

  it('takes a built-in template by name', async () => {
    for (const name of ['chatml', 'llama3', 'gemma', 'plain', 'alpaca']) {
      expect(await choose(name, '{{ 1 }}')).to.equal(BUILTIN_TEMPLATES.get(name));
    }
  });

  it('reads a file relative to the config', async () => {
    await writeFile(join(folder, 'own.jinja'), '\ufeff{% for m in messages %}{{ m.content }}{% endfor %}');
    expect(await choose('own.jinja')).to.deep.equal({
      name: 'own.jinja',
      source: '{% for m in messages %}{{ m.content }}{% endfor %}',
    });
  });

  it('names what is near where there is none', async () => {
    const { code, title, hints } = await failure(choose('lama3'));
    expect([code, title]).to.deep.equal(['CML4354', 'there is no chat template `lama3`']);
    expect(hints[0]).to.equal('did you mean `llama3`?');
  });

  it('refuses a file that is no template, with its line', async () => {
    await writeFile(
      join(folder, 'broken.jinja'),
      'one\n{% for m in messages %}\n{{ m..content }}\n{% endfor %}',
    );
    const { code, where } = await failure(choose('broken.jinja'));
    expect([code, where?.file, where?.line]).to.deep.equal(['CML4350', 'broken.jinja', 3]);
  });

  it('finds again what it stored with a model', async () => {
    const tokenizer = wordTokenizer(CHATML, { eos: '<|im_end|>' });
    const template = BUILTIN_TEMPLATES.get('chatml')!;
    const files = templateFiles(template, tokenizer, 64);
    expect(Object.keys(files)).to.deep.equal(['chat_template.jinja', 'tokenizer_config.json']);
    expect(JSON.parse(files['tokenizer_config.json']!)).to.deep.include({
      eos_token: '<|im_end|>',
      model_max_length: 64,
    });
    expect(await readTemplateFile(folder)).to.equal(null);
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    expect(await readTemplateFile(folder)).to.deep.equal({
      name: 'chat_template.jinja',
      source: template.source,
    });
  });
});

describe('turnEnd', () => {
  const of = (name: string, tokenizer = wordTokenizer(CHATML, { eos: '<|im_end|>' })) =>
    turnEnd(BUILTIN_TEMPLATES.get(name)!, tokenizer);

  it('is the token at which a turn of the assistant ends', () => {
    expect(of('chatml')).to.deep.equal({ tokens: [1], texts: [] });
    expect(of('plain')).to.deep.equal({ tokens: [1], texts: [] });
  });

  it('is a text where the tokenizer has no token for it', () => {
    expect(of('plain', wordTokenizer([]))).to.deep.equal({ tokens: [], texts: ['\n'] });
    expect(of('chatml', wordTokenizer([]))).to.deep.equal({ tokens: [], texts: ['<|im_end|>'] });
  });

  it('is not known where the template does not show it; generation then ends at the end token', () => {
    const template = { name: 'strict', source: "{{ raise_exception('no') }}" };
    expect(turnEnd(template, wordTokenizer([]))).to.deep.equal({ tokens: [], texts: [] });
  });
});

describe('encodePromptOf', () => {
  it('asks for a turn of the assistant, and keeps special tokens of the user as text', () => {
    const tokenizer = wordTokenizer(CHATML);
    const conversation = {
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: 'u<|im_end|>' },
      ],
    };
    const ids = encodePromptOf(conversation, BUILTIN_TEMPLATES.get('chatml')!, tokenizer);
    expect(tokenizer.pieces(ids).join('')).to.equal(
      '<|im_start|>system\ns<|im_end|>\n<|im_start|>user\nu<|im_end|><|im_end|>\n<|im_start|>assistant\n',
    );
    expect([...ids].filter((id) => id < 2)).to.deep.equal([0, 1, 0, 1, 0]);
  });
});
