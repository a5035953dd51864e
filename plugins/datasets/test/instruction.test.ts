import instruction from '@codex-ml/datasets/dist/instruction.js';
import type { CodexError, Sample } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised } from './fixture-folder.js';
import { table } from './tables.js';

const learned = ({ text, learn }: Sample) => learn!.map(([start, end]) => text.slice(start, end));

describe('instruction', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  const read = async (content: string | Uint8Array, options = {}, name = 'a.jsonl') => {
    await folder.write({ [name]: content });
    return collect(await folder.open(instruction, { path: name, ...options }));
  };
  const failure = async (record: object, options = {}) => {
    await folder.write({ 'a.jsonl': JSON.stringify(record) });
    return (await raised(await folder.open(instruction, { path: 'a.jsonl', ...options }))) as CodexError;
  };

  it('joins prompt and completion, of which the completion is learned', async () => {
    const [sample] = await read('{"prompt":"2 + 2 =","completion":" 4"}');
    expect(sample).to.deep.equal({ id: 'line:1', text: '2 + 2 = 4', learn: [[7, 9]] });
    const [all] = await read('{"prompt":"2 + 2 =","completion":" 4"}', { learn: 'all' });
    expect(all).to.deep.equal({ id: 'line:1', text: '2 + 2 = 4' });
  });

  it('puts instructions into sections, with and without input', async () => {
    const samples = await read(
      '[{"instruction":"Add.","input":"2, 2","output":"4"},{"instruction":"Sing.","input":"","output":"La"}]',
      {},
      'a.json',
    );
    expect(samples.map(({ text }) => text)).to.deep.equal([
      '### Instruction:\nAdd.\n\n### Input:\n2, 2\n\n### Response:\n4',
      '### Instruction:\nSing.\n\n### Response:\nLa',
    ]);
    expect(samples.map(learned)).to.deep.equal([['4'], ['La']]);
    expect(folder.messages).to.deep.equal([
      '`a.json` holds prompts in `instruction` with `input` and completions in `output`',
    ]);
  });

  it('follows the templates of the options, and loses no input for want of a place', async () => {
    const records = '{"instruction":"Add $& {input}","input":"2, 2","output":"4"}';
    const text = async (options: object) => (await read(records, options))[0]!.text;
    expect(await text({ template: 'Q: {prompt}\nA: ' })).to.equal('Q: Add $& {input}\n\n2, 2\nA: 4');
    expect(await text({ template: '{prompt}|{input}|' })).to.equal('Add $& {input}|2, 2|4');
    expect(await text({ templateWithInput: '{input} {prompt} ' })).to.equal('2, 2 Add $& {input} 4');
    expect(instruction.options.safeParse({ path: 'a', template: 'no place' }).success).to.equal(false);
  });

  it('gives conversations of two turns, with a system prompt', async () => {
    const [sample] = await read('{"instruction":"Add.","input":"2, 2","output":"4"}', {
      as: 'chat',
      system: 'Count.',
    });
    expect(sample).to.deep.equal({
      id: 'line:1',
      text: 'Count.\nAdd.\n\n2, 2\n4',
      messages: [
        { role: 'system', content: 'Count.' },
        { role: 'user', content: 'Add.\n\n2, 2' },
        { role: 'assistant', content: '4' },
      ],
    });
    for (const wrong of [{ system: 'x' }, { as: 'chat', template: '{prompt}' }]) {
      expect(instruction.options.safeParse({ path: 'a', ...wrong }).success).to.equal(false);
    }
  });

  it('reads CSV and tables, and fields of other names', async () => {
    const csv = await read('q,a\n"1, 2","3\n4"\n', { prompt: 'q', completion: 'a' }, 'a.csv');
    expect(csv).to.deep.equal([{ id: 'line:2', text: '1, 23\n4', learn: [[4, 7]] }]);
    const columns = [
      { name: 'question', data: ['Who?'], type: 'STRING' as const },
      { name: 'answer', data: ['I'], type: 'STRING' as const },
    ];
    expect(await read(table(columns), {}, 'a.parquet')).to.deep.equal([
      { id: 'row:1', text: 'Who?I', learn: [[4, 5]] },
    ]);
  });

  it('says what is missing', async () => {
    expect((await failure({ text: 'a' })).title).to.equal(
      '`a.jsonl` has no `instruction` and `output`, `prompt` and `completion`, or `question` and `answer`; its fields are `text`',
    );
    expect((await failure({ prompt: 'a', completion: 'b' }, { completion: 'c' })).title).to.include(
      'has no `c`',
    );
    expect((await failure({ prompt: 'a', completion: '' })).title).to.equal(
      'field `completion`: expected text, received an empty string',
    );
    expect((await failure({ prompt: ['a'], completion: 'b' })).title).to.equal(
      'field `prompt`: expected a string, received a list',
    );
  });
});
