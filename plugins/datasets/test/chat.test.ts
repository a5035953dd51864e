import chat from '@codex-ml/datasets/dist/chat.js';
import { type CodexError, renderError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised } from './fixture-folder.js';
import { nestedTable, table } from './tables.js';

const lines = (...records: object[]) => records.map((record) => JSON.stringify(record)).join('\n');

describe('chat', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  const read = async (content: string | Uint8Array, options = {}, name = 'a.jsonl') => {
    await folder.write({ [name]: content });
    return collect(await folder.open(chat, { path: name, ...options }));
  };
  const failure = async (record: object, options = {}) => {
    await folder.write({ 'a.jsonl': lines(record) });
    return (await raised(await folder.open(chat, { path: 'a.jsonl', ...options }))) as CodexError;
  };

  it('reads the shape of OpenAI with everything a turn may have', async () => {
    const call = { id: 'c1', type: 'function', function: { name: 'find', arguments: '{"q":1}' } };
    const record = {
      messages: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What ' },
            { type: 'text', text: 'now?' },
          ],
          name: 'Ann',
        },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', content: 'found', tool_call_id: 'c1' },
        { role: 'assistant', content: 'This.', weight: 0 },
        { role: 'assistant', content: 'That.', learn: true },
      ],
      tools: [{ type: 'function', function: { name: 'find' } }],
    };
    expect(await read(lines(record))).to.deep.equal([
      {
        id: 'line:1',
        text: 'Be brief.\nWhat now?\n\nfound\nThis.\nThat.',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'What now?', name: 'Ann' },
          { role: 'assistant', content: '', toolCalls: [call] },
          { role: 'tool', content: 'found', toolCallId: 'c1' },
          { role: 'assistant', content: 'This.', learn: false },
          { role: 'assistant', content: 'That.', learn: true },
        ],
        tools: [{ type: 'function', function: { name: 'find' } }],
      },
    ]);
    expect(folder.messages).to.deep.equal([
      '`a.jsonl` holds conversations in `messages`, turns with `role` and `content`',
    ]);
  });

  it('reads the shape of ShareGPT, roles mapped, its calls of tools too', async () => {
    const record = {
      system: 'Be kind.',
      conversations: [
        { from: 'human', value: 'Hi' },
        { from: 'function_call', value: '{"name":"find","arguments":{}}' },
        { from: 'observation', value: '42' },
        { from: 'gpt', value: 'Ho' },
      ],
      tools: '[{"name":"find"}]',
    };
    const [sample] = await read(lines(record));
    expect(sample!.messages).to.deep.equal([
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: '',
        toolCalls: [{ type: 'function', function: { name: 'find', arguments: {} } }],
      },
      { role: 'tool', content: '42' },
      { role: 'assistant', content: 'Ho' },
    ]);
    expect(sample!.tools).to.deep.equal([{ name: 'find' }]);
    expect(folder.messages[0]).to.include('in `conversations`, turns with `from` and `value`');
  });

  it('reads lists, tables with nested columns and tables with JSON as text alike', async () => {
    const turns = [
      [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
      [
        { role: 'user', content: 'c' },
        { role: 'assistant', content: 'd' },
      ],
    ];
    const texts = ['a\nb', 'c\nd'];
    const list = await read(
      JSON.stringify(
        turns.map((messages) => ({ messages })),
        null,
        2,
      ),
      {},
      'a.json',
    );
    expect(list.map(({ id, text }) => [id, text])).to.deep.equal([
      ['item:1', texts[0]],
      ['item:2', texts[1]],
    ]);
    const nested = await read(
      nestedTable('messages', ['role', 'content'], turns, [null, null]),
      {},
      'a.parquet',
    );
    expect(nested.map(({ id, text }) => [id, text])).to.deep.equal([
      ['row:1', texts[0]],
      ['row:2', texts[1]],
    ]);
    expect(nested[0]!.messages).to.deep.equal(turns[0]);
    const data = turns.map((each) => JSON.stringify(each));
    const asText = await read(table([{ name: 'messages', data, type: 'STRING' }]), {}, 'b.parquet');
    expect(asText.map(({ text }) => text)).to.deep.equal(texts);
  });

  it('puts a system prompt before conversations that have none', async () => {
    const turns = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ];
    const own = [{ role: 'system', content: 'Own.' }, ...turns];
    const samples = await read(lines({ messages: turns }, { messages: own }), { system: 'Given.' });
    expect(samples.map(({ messages }) => messages![0]!.content)).to.deep.equal(['Given.', 'Own.']);
    expect(samples[0]!.text).to.equal('Given.\na\nb');
  });

  it('does as asked with conversations that begin with an answer', async () => {
    const turns = [
      { from: 'gpt', value: 'Welcome' },
      { from: 'human', value: 'a' },
      { from: 'gpt', value: 'b' },
    ];
    const content = lines({ conversations: turns });
    expect((await failure({ conversations: turns })).title).to.equal(
      'the conversation begins with an answer',
    );
    expect((await read(content, { assistantFirst: 'drop' }))[0]!.text).to.equal('a\nb');
    expect((await read(content, { assistantFirst: 'keep' }))[0]!.text).to.equal('Welcome\na\nb');
  });

  it('maps the roles that the options name, and shows others with their place', async () => {
    const record = {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'asistant', content: 'b' },
      ],
    };
    expect(renderError(await failure(record))).to.equal(
      [
        'error[CML4222]: role `asistant` is not known',
        '  --> a.jsonl:1:52',
        '   |',
        ' 1 | {"messages":[{"role":"user","content":"a"},{"role":"asistant","content":"b"}]}',
        '   |                                                    ^',
        '   = hint: did you mean `assistant`?',
        '   = hint: map the name: `roles: { asistant: user }`',
      ].join('\n'),
    );
    const [sample] = await read(lines(record), { roles: { asistant: 'assistant' } });
    expect(sample!.messages![1]).to.deep.equal({ role: 'assistant', content: 'b' });
  });

  it('says what is wrong with a turn', async () => {
    const title = async (turn: unknown) =>
      (await failure({ messages: [{ role: 'user', content: 'a' }, turn] })).title;
    expect(await title('text')).to.equal('turn 2: expected an object, received a string');
    expect(await title({ content: 'b' })).to.equal('turn 2, `role`: expected a string, received nothing');
    expect(await title({ role: 'assistant' })).to.equal(
      'turn 2, `content`: expected a string or a list of text parts, received nothing',
    );
    expect(await title({ role: 'assistant', content: [{ type: 'image_url', image_url: {} }] })).to.equal(
      'turn 2, `content`: expected a string or a list of text parts, received a part of type `image_url`',
    );
    expect(await title({ role: 'assistant', content: 'b', weight: 0.5 })).to.equal(
      'turn 2, `weight`: expected 0 or 1, received 0.5',
    );
    expect(await title({ role: 'assistant', content: 'b', tool_calls: ['x'] })).to.equal(
      'turn 2, `tool_calls`: expected a list of objects, received a list',
    );
  });

  it('refuses conversations without turns and those with nothing to learn', async () => {
    expect((await failure({ messages: [] })).title).to.equal('the conversation has no turns');
    const asked = [{ role: 'user', content: 'a' }];
    expect((await failure({ messages: asked })).title).to.equal('the conversation has no turn to learn from');
    const muted = [...asked, { role: 'assistant', content: 'b', weight: 0 }];
    expect((await failure({ messages: muted })).title).to.equal('the conversation has no turn to learn from');
    const learned = [{ role: 'user', content: 'a', learn: true }];
    expect(await read(lines({ messages: learned }))).to.have.length(1);
  });

  it('says which fields a file has where none holds conversations', async () => {
    const error = await failure({ text: 'a', reason: 'b' });
    expect(error.title).to.equal(
      '`a.jsonl` has no `messages` or `conversations` or `conversation`; its fields are `text`, `reason`',
    );
    const turns = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ];
    expect(await read(lines({ dialogue: turns }), { field: 'dialogue' })).to.have.length(1);
  });

  it('counts malformed conversations by reason where they are left out', async () => {
    const good = {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
    };
    await folder.write({
      'a.jsonl': `${lines(good, { messages: [] }, { messages: [{ role: 'x', content: '' }] }, { messages: 'x' })}\nno`,
    });
    const dataset = await folder.open(chat, { path: 'a.jsonl', onError: 'skip', maxSkipped: 4 });
    expect(await collect(dataset)).to.have.length(1);
    expect((await dataset.describe('train')).skipped).to.deep.equal({ turns: 1, role: 1, shape: 1, json: 1 });
  });
});
