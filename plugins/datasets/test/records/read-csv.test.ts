import { LeftOut } from '@codex-ml/datasets/dist/records/entry.js';
import { readCsv } from '@codex-ml/datasets/dist/records/read-csv.js';
import { expect } from 'chai';
import fc from 'fast-check';
import Papa from 'papaparse';
import { flat, textSource } from '../fixture-folder.js';

const settings = { delimiter: ',', quote: '"', header: false, maxBytes: 1e6 };
const read = (text: string, sizes = [5], changes = {}) =>
  flat(
    readCsv(
      textSource(Buffer.from(text), sizes),
      { ...settings, ...changes },
      () =>
        (fields, { number }) => ({
          fields,
          line: number,
        }),
    ),
  );

describe('readCsv', () => {
  it('reads back what Papa Parse writes, however it is cut', async () => {
    const field = fc
      .array(fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', '\u{1F600}', ';', "'"), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const rows = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        sizes,
        async (data, newline, quotes, cuts) => {
          const text = Papa.unparse(data, { newline, quotes });
          expect((await read(text, cuts)).map((row) => (row as { fields: unknown }).fields)).to.deep.equal(
            data,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('numbers rows by the lines on which they begin, and passes over empty lines', async () => {
    for (const size of [1, 2, 4, 100]) {
      expect(await read('a,"1\n2"\r\n\r\n"b""c",3\rd,4\n', [size])).to.deep.equal([
        { fields: ['a', '1\n2'], line: 1 },
        { fields: ['b"c', '3'], line: 4 },
        { fields: ['d', '4'], line: 5 },
      ]);
    }
  });

  it('takes a quote within a field for what it is', async () => {
    expect(await read('5" pipe,a"b"\n')).to.deep.equal([{ fields: ['5" pipe', 'a"b"'], line: 1 }]);
  });

  it('leaves single rows out: text behind a closing quote, other numbers of fields, no text, NUL', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a,b\n"x"y,2\n1,2,3\n'),
      Buffer.from([0xff, 0x2c, 0x31, 0x0a]),
      Buffer.from('\0,2\ne,f'),
    ]);
    const make = () => (fields: readonly string[]) => ({ fields });
    const rows = await flat(readCsv(textSource(bytes, [4]), settings, make));
    const seen = rows.map((row) => {
      if (!(row instanceof LeftOut)) return row.fields.join();
      const { code, where } = row.error!();
      return `${row.reason} ${code} ${where?.line}:${where?.column ?? ''}`;
    });
    expect(seen).to.deep.equal([
      'a,b',
      'quotes CML4217 2:4',
      'columns CML4219 3:',
      'encoding CML4204 4:1',
      'nul CML4214 5:1',
      'e,f',
    ]);
  });
});
