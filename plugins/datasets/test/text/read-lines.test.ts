import { LeftOut } from '@codex-ml/datasets/dist/records/entry.js';
import { readLines } from '@codex-ml/datasets/dist/text/read-lines.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { flat, textSource } from '../fixture-folder.js';

const settings = { maxLineBytes: 1000, refuseNul: true };
const number = (text: string, line: number) => ({ text, line });

function linesOf(text: string): { text: string; line: number }[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((each, i) => ({ text: each, line: i + 1 }));
}

describe('readLines', () => {
  it('finds the lines of a text however it is cut into chunks', async () => {
    const piece = fc.constantFrom('a', 'bc', 'é', '€', '\u{1F600}', '\n', '\r', '\r\n', ' ');
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(text, sizes, async (content, cuts) => {
        const lines = await flat(readLines(textSource(Buffer.from(content), cuts), settings, number));
        expect(lines).to.deep.equal(linesOf(content));
      }),
      { numRuns: 400 },
    );
  });

  it('leaves out single lines: no text, too long, with NUL; and knows the others by their numbers', async () => {
    const bytes = Buffer.concat([
      Buffer.from('one\ntwo '),
      Buffer.from([0xff, 0x0a]),
      Buffer.from(`${'x'.repeat(1001)}\nfour\nfi\0ve\nsix`),
    ]);
    for (const size of [1, 3, 10, 5000]) {
      const lines = await flat(readLines(textSource(bytes, [size]), settings, number));
      const seen = lines.map((line) =>
        line instanceof LeftOut ? `${line.reason} ${line.error!().code}` : `${line.line} ${line.text}`,
      );
      expect(seen).to.deep.equal([
        '1 one',
        'encoding CML4204',
        'long CML4212',
        '4 four',
        'nul CML4214',
        '6 six',
      ]);
    }
  });

  it('says where in the file a line stops being text', async () => {
    const bytes = Buffer.concat([Buffer.from('é\n€x'), Buffer.from([0xc3, 0x0a, 0x61])]);
    for (const size of [1, 2, 100]) {
      const lines = await flat(readLines(textSource(bytes, [size]), settings, number));
      const error = (lines[1] as LeftOut).error!();
      expect(error.title).to.equal('`a.txt` is not valid UTF-8 at byte 7');
      expect(error.where).to.deep.equal({ file: 'a.txt', line: 2, column: 3 });
    }
  });

  it('decodes lines of other encodings', async () => {
    const bytes = Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x0a, 0x8c, 0xea]);
    const lines = await flat(readLines(textSource(bytes, [3], 'shift_jis'), settings, (text) => ({ text })));
    expect(lines).to.deep.equal([{ text: '日本' }, { text: '語' }]);
  });
});
