import jsonl from '@codex-ml/datasets/dist/jsonl.js';
import { type CodexError, renderError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { collect, createFixtureFolder, type FixtureFolder, raised } from './fixture-folder.js';

describe('jsonl', () => {
  let folder: FixtureFolder;
  beforeEach(async () => {
    folder = await createFixtureFolder();
  });
  afterEach(() => folder.remove());

  const failure = async (content: string, options = {}) => {
    await folder.write({ 'a.jsonl': content });
    return (await raised(await folder.open(jsonl, { path: 'a.jsonl', ...options }))) as CodexError;
  };

  it('gives the text field of each object', async () => {
    await folder.write({ 'a.jsonl': '{"text":"one\\ntwo"}\n\n{"n":1,"text":""}\n' });
    const dataset = await folder.open(jsonl, { path: 'a.jsonl' });
    expect(dataset.shape).to.equal('documents');
    expect(await collect(dataset)).to.deep.equal([
      { id: 'line:1', text: 'one\ntwo' },
      { id: 'line:3', text: '' },
    ]);
  });

  it('reads another field and the splits of other files', async () => {
    await folder.write({ 'a.jsonl': '{"body":"a"}', 'b.jsonl': '{"body":"b"}', 'c.jsonl': '{"body":"c"}' });
    const options = { path: 'a.jsonl', validation: 'b.jsonl', test: 'c.jsonl', field: 'body' };
    const dataset = await folder.open(jsonl, options);
    expect(dataset.splits).to.deep.equal(['train', 'validation', 'test']);
    expect((await collect(dataset, 'test'))[0]!.text).to.equal('c');
  });

  it('shows the place of malformed JSON', async () => {
    expect(renderError(await failure('{"text":"ok"}\n{"text": "b" "n": 1}\n'))).to.equal(
      [
        'error[CML4205]: malformed JSON: expected `,` or `}`, received `"`',
        '  --> a.jsonl:2:14',
        '   |',
        ' 2 | {"text": "b" "n": 1}',
        '   |              ^',
        '   = hint: Correct the line, or set `onError: skip` to leave such lines out and count them.',
      ].join('\n'),
    );
  });

  it('says what it expected where the text field is not there or no text', async () => {
    const titles = async (line: string) => (await failure(line)).title;
    expect(await titles('[1]')).to.equal('the line: expected an object, received a list');
    expect(await titles('null')).to.equal('the line: expected an object, received null');
    expect(await titles('"text"')).to.equal('the line: expected an object, received a string');
    expect(await titles('{"n": 1}')).to.equal('field `text`: expected a string, received nothing');
    expect(await titles('{"text": {"a": 1}}')).to.equal(
      'field `text`: expected a string, received an object',
    );
    expect(await titles('{}')).to.equal('field `text`: expected a string, received nothing');
  });

  it('points at the field and offers the nearest name', async () => {
    expect((await failure('{"n": 1, "text": 5}')).where).to.include({ line: 1, column: 10 });
    expect((await failure('{"txt": "a"}')).where?.note).to.equal('did you mean `txt`?');
    expect((await failure('{"a": 1}', { field: 'toString' })).title).to.include('received nothing');
  });

  it('shows no code frame for an error far out in a long line', async () => {
    const { where } = await failure(`{"text": "${'x'.repeat(1000)}" ,}`);
    expect(where).to.deep.equal({ file: 'a.jsonl', line: 1, column: 1014 });
  });

  it('leaves malformed lines out where asked to, with one warning that counts them', async () => {
    await folder.write({ 'a.jsonl': '{"text":"a"}\n{"text":1}\n{"text":"b"}\noops\n' });
    const dataset = await folder.open(jsonl, { path: 'a.jsonl', onError: 'skip', maxSkipped: 0.5 });
    for (let pass = 0; pass < 2; pass++) {
      expect((await collect(dataset)).map((sample) => sample.text)).to.deep.equal(['a', 'b']);
    }
    expect(await dataset.describe('train')).to.deep.include({ samples: 2, skipped: { shape: 1, json: 1 } });
    expect(folder.warnings).to.deep.equal([
      'skipped 2 malformed records of split `train`; the first: a.jsonl:2:2: field `text`: expected a string, received a number',
    ]);
  });

  it('refuses a file of which every line was left out, and shows the first', async () => {
    const error = await failure('oops\nno\n', { onError: 'skip', maxSkipped: 10 });
    expect(error.code).to.equal('CML4216');
    expect(error.title).to.equal('`a.jsonl` has no readable record: all 2 were skipped');
    expect(error.where).to.include({ file: 'a.jsonl', line: 1, column: 1 });
  });
});
