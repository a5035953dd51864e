import { LeftOut } from '@codex-ml/datasets/dist/records/entry.js';
import { readJsonList } from '@codex-ml/datasets/dist/records/read-json-list.js';
import type { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { flat, textSource } from '../fixture-folder.js';

const read = (text: string, sizes = [7], limit = 1e6) =>
  flat(readJsonList(textSource(Buffer.from(text), sizes), limit, ({ value, number }) => ({ value, number })));

const failure = (text: string) =>
  read(text, [3], 40).then(
    () => undefined,
    (error: unknown) => error as CodexError,
  );

describe('readJsonList', () => {
  it('gives the items of any list however it is cut and spaced', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 6 }),
        fc.nat(3),
        sizes,
        async (list, space, cuts) => {
          const items = await read(JSON.stringify(list, null, space), cuts);
          const expected = (JSON.parse(JSON.stringify(list)) as unknown[]).map((value, i) => ({
            value,
            number: i + 1,
          }));
          expect(items).to.deep.equal(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is not misled by quotes, brackets and backslashes in strings', async () => {
    const list = ['\\', '\\"', '[{"', ']', '\\\\', '"\\\\\\"', '}\\'];
    for (const size of [1, 2, 3, 50]) {
      expect(
        (await read(JSON.stringify(list), [size])).map((item) => (item as { value: unknown }).value),
      ).to.deep.equal(list);
    }
  });

  it('leaves a malformed item out by itself, with its place', async () => {
    const items = await read('[\n  {"a": 1},\n  {"b" 2},\n  {"c":\n   nul}, 4]');
    expect(items.map((item) => item instanceof LeftOut)).to.deep.equal([false, true, true, false]);
    const places = [1, 2].map((i) => (items[i] as LeftOut).error!().where);
    expect(places[0]).to.include({ line: 3, column: 8 });
    expect(places[1]).to.include({ line: 5, column: 4 });
  });

  it('refuses a list that is not whole', async () => {
    const cases: readonly (readonly [string, string, number, number])[] = [
      ['[1, 2', 'malformed JSON: the list is not closed', 1, 6],
      ['[\n{"a": "x', 'malformed JSON: the list is not closed', 2, 9],
      ['[1,]', 'malformed JSON: expected a value, received `]`', 1, 4],
      ['[,1]', 'malformed JSON: expected a value, received `,`', 1, 2],
      ['[1]\n[2]', 'malformed JSON: expected the end of the file after the list', 2, 1],
    ];
    for (const [text, title, line, column] of cases) {
      const error = await failure(text);
      expect(error?.title, text).to.equal(title);
      expect(error?.where, text).to.include({ line, column });
    }
    expect((await failure(`[1,\n "${'x'.repeat(60)}"]`))?.where).to.include({ line: 2, column: 2 });
  });
});
