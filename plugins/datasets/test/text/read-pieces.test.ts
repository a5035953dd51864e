import { createHash } from 'node:crypto';
import { PIECE_BYTES, readPieces } from '@codex-ml/datasets/dist/text/read-pieces.js';
import text from '@codex-ml/datasets/dist/text.js';
import { expect } from 'chai';
import { collect, createFixtureFolder, textSource } from '../fixture-folder.js';

describe('readPieces', () => {
  it('gives an empty text as one empty piece', async () => {
    const pieces: unknown[] = [];
    for await (const piece of readPieces(textSource(Buffer.alloc(0), [1]))) pieces.push(piece);
    expect(pieces).to.deep.equal([{ line: 1, text: '' }]);
  });

  it('cuts a large file behind line feeds, and names the pieces by their first lines', async () => {
    const folder = await createFixtureFolder();
    try {
      const line = `${'né '.repeat(250)}\r\n`;
      const content = Buffer.from(line.repeat(Math.ceil((PIECE_BYTES * 1.5) / Buffer.byteLength(line))));
      await folder.write({ 'a.txt': content });
      const dataset = await folder.open(text, { path: 'a.txt', newlines: 'keep' });
      const samples = await collect(dataset);
      const first = Math.floor(PIECE_BYTES / Buffer.byteLength(line));
      expect(samples.map(({ id }) => id)).to.deep.equal(['file:a.txt', `file:a.txt:${first + 1}`]);
      expect(samples.every((sample) => sample.text.endsWith('\r\n'))).to.equal(true);
      const { sha256 } = await dataset.describe('train');
      expect(sha256).to.equal(createHash('sha256').update(content).digest('hex'));
    } finally {
      await folder.remove();
    }
  });

  it('cuts between characters where there is no line feed', async () => {
    const content = Buffer.from(`x${'€'.repeat(Math.ceil(PIECE_BYTES / 3) + 10)}`);
    const pieces: string[] = [];
    for await (const piece of readPieces(textSource(content, [1 << 20]))) pieces.push(piece.text);
    expect(pieces).to.have.length(2);
    expect(pieces.join('') === content.toString()).to.equal(true);
  });
});
