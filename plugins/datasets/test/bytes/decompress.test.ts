import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { ChunkSource } from '@codex-ml/datasets/dist/bytes/byte-source.js';
import { decompress } from '@codex-ml/datasets/dist/bytes/decompress.js';
import { CodexError } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import fc from 'fast-check';
import { chunksOf } from '../fixture-folder.js';

const FORMATS = [
  ['gzip', gzipSync],
  ['zstd', (bytes: Buffer) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
] as const;

async function read(format: 'gzip' | 'zstd', bytes: Buffer, sizes = [1000]): Promise<Buffer> {
  const chunks = chunksOf(bytes, sizes);
  const source = new ChunkSource(
    (async function* () {
      yield* chunks;
    })(),
  );
  const parts: Buffer[] = [];
  for await (const part of decompress(source, format, 'a')) parts.push(part);
  return Buffer.concat(parts);
}

const failure = (format: 'gzip' | 'zstd', bytes: Buffer) =>
  read(format, bytes).then(
    () => undefined,
    (error: unknown) => error as CodexError,
  );

describe('decompress', () => {
  for (const [format, compress] of FORMATS) {
    describe(format, () => {
      it('gives all members one after the other, however the bytes are cut', async () => {
        const members = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 });
        const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
        await fc.assert(
          fc.asyncProperty(members, sizes, async (contents, cuts) => {
            const compressed = contents.map((content) => compress(Buffer.from(content)));
            const whole = Buffer.concat(contents.map((content) => Buffer.from(content)));
            expect((await read(format, Buffer.concat(compressed), cuts)).equals(whole)).to.equal(true);
          }),
          { numRuns: 60 },
        );
      });

      it('refuses data that is cut off, wherever the cut is', async () => {
        const one = compress(Buffer.from('some text that is compressed, '.repeat(20)));
        for (let length = 0; length < one.length; length++) {
          const error = await failure(format, one.subarray(0, length));
          expect(error, `${length} of ${one.length}`).to.be.instanceOf(CodexError);
          expect(error!.code, `${length} of ${one.length}`).to.be.oneOf(['CML4207', 'CML4209']);
        }
        const error = await failure(format, Buffer.concat([one, one.subarray(0, one.length - 3)]));
        expect(error?.code).to.equal('CML4207');
        expect(error?.title).to.include(`\`a\` ends in the middle of its ${format} data, after`);
      });

      it('refuses damaged data near the place of the damage', async () => {
        const random = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251));
        const bytes = compress(random);
        bytes[bytes.length - 3]! ^= 0xff;
        const error = await failure(format, bytes);
        expect(error?.code).to.equal('CML4209');
        const offset = Number(/near byte (\d+)/.exec(error!.title)![1]);
        expect(offset).to.be.within(bytes.length - 1100, bytes.length);
      });

      it('refuses what follows the data, but for zeros', async () => {
        const bytes = compress(Buffer.from('abc'));
        const padded = await read(format, Buffer.concat([bytes, Buffer.alloc(2000)]));
        expect(padded.toString()).to.equal('abc');
        const error = await failure(format, Buffer.concat([bytes, Buffer.from('tail')]));
        expect(error?.code).to.equal('CML4209');
      });
    });
  }

  it('leaves out skippable frames of zstd', async () => {
    const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);
    const frame = zstdCompressSync(Buffer.from('ab'));
    const bytes = Buffer.concat([skippable, frame, skippable, frame]);
    for (const size of [1, 5, 13, 500])
      expect((await read('zstd', bytes, [size])).toString()).to.equal('abab');
    expect((await failure('zstd', Buffer.concat([frame, skippable.subarray(0, 9)])))?.code).to.equal(
      'CML4207',
    );
  });

  it('lets go of its source when it is left early', async () => {
    let closed = false;
    async function* chunks() {
      try {
        for (const chunk of chunksOf(gzipSync(Buffer.alloc(1 << 22, 'ab')), [100])) yield chunk;
      } finally {
        closed = true;
      }
    }
    const source = new ChunkSource(chunks());
    for await (const _ of decompress(source, 'gzip', 'a')) break;
    await source.close();
    expect(closed).to.equal(true);
  });
});
