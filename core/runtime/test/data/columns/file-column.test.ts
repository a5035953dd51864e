import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@codex-ml/config';
import { FileColumn } from '@codex-ml/runtime/data';
import { expect } from 'chai';

/** More than two of the pieces in which a column is written. */
const COUNT = 600_000;
const numbers = Uint32Array.from({ length: COUNT }, (_, i) => (i * 2_654_435_761) >>> 0);

function fill(column: FileColumn<'uint32'>): void {
  column.appendRepeated(7, 300_000);
  for (let at = 0; at < COUNT; at += 1234) column.append(numbers.subarray(at, at + 1234));
  column.append([1, 2]);
}

const expected = new Uint32Array(COUNT + 300_002);
expected.fill(7, 0, 300_000);
expected.set(numbers, 300_000);
expected.set([1, 2], COUNT + 300_000);

describe('FileColumn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'codex-ml-column-'));
  after(() => rmSync(folder, { recursive: true }));

  it('writes what is appended, and says what it wrote', () => {
    const path = join(folder, 'a.bin');
    const column = new FileColumn('uint32', path, () => expect.fail('the disk takes it'));
    fill(column);
    expect(column.length).to.equal(expected.length);
    const closed = column.close();
    column.dispose();
    const bytes = readFileSync(path);
    expect(closed).to.deep.equal({ bytes: expected.byteLength, sha256: sha256Hex(bytes) });
    expect(bytes.equals(new Uint8Array(expected.buffer))).to.equal(true);
  });

  it('gives back in memory what is in the file and what is not yet', () => {
    const column = new FileColumn('uint32', join(folder, 'b.bin'), () => undefined);
    fill(column);
    expect(Buffer.compare(Buffer.from(column.finish().buffer), Buffer.from(expected.buffer))).to.equal(0);
    column.dispose();
  });

  it('keeps everything in memory when the disk is full, and says so once', () => {
    const failures: unknown[] = [];
    const column = new FileColumn('uint32', '/dev/full', (error) => failures.push(error));
    fill(column);
    expect(column.length).to.equal(expected.length);
    expect(column.close()).to.equal(null);
    expect(failures.map((error) => (error as NodeJS.ErrnoException).code)).to.deep.equal(['ENOSPC']);
    expect(Buffer.compare(Buffer.from(column.finish().buffer), Buffer.from(expected.buffer))).to.equal(0);
    column.dispose();
  });
});
