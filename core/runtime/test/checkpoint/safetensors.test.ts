import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  openSafetensors,
  readSafetensors,
  type TensorToStore,
  writeSafetensors,
} from '@codex-ml/runtime/checkpoint';
import { localDisk } from '@codex-ml/runtime/run-folder';
import { expect } from 'chai';
import fc from 'fast-check';
import { rejection } from '../data/fake-dataset.js';
import { inTemporaryFolder } from './sample-checkpoint.js';

async function write(
  path: string,
  tensors: Record<string, TensorToStore>,
  metadata?: Record<string, string>,
) {
  const file = await localDisk.createFile(path);
  try {
    await writeSafetensors(file, tensors, metadata);
  } finally {
    await file.close();
  }
}

/** A file from a header and a number of data bytes, without any check. */
function rawFile(header: string | Buffer, dataBytes: number, claimed?: bigint): Buffer {
  const text = typeof header === 'string' ? Buffer.from(header) : header;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(dataBytes)]);
}

const tensor = (dtype: string, shape: unknown, offsets: unknown) =>
  JSON.stringify({ dtype, shape, data_offsets: offsets });

describe('writeSafetensors', () => {
  it('writes the bytes of the published format: length, sorted header padded with spaces, data', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'golden.safetensors');
      await write(
        path,
        {
          b: { shape: [2], dtype: 'float32', data: Float32Array.of(1, -2) },
          a: { shape: [1, 1], dtype: 'int32', data: Int32Array.of(7) },
          flags: { shape: [3], dtype: 'bool', data: Uint8Array.of(1, 0, 1) },
          '0': { shape: [], dtype: 'uint8', data: Uint8Array.of(9) },
        },
        { format: 'pt' },
      );
      const header =
        '{"__metadata__":{"format":"pt"},' +
        '"a":{"dtype":"I32","shape":[1,1],"data_offsets":[0,4]},' +
        '"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},' +
        '"0":{"dtype":"U8","shape":[],"data_offsets":[12,13]},' +
        '"flags":{"dtype":"BOOL","shape":[3],"data_offsets":[13,16]}}';
      const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
      const data = Buffer.from('07000000' + '0000803f' + '000000c0' + '09' + '010001', 'hex');
      const length = Buffer.alloc(8);
      length.writeUInt32LE(padded.length);
      expect(await readFile(path)).to.deep.equal(Buffer.concat([length, Buffer.from(padded), data]));
    }));

  it('writes the same bytes whatever the order the tensors are given in', () =>
    inTemporaryFolder(async (folder) => {
      const x: TensorToStore = { shape: [1], dtype: 'float32', data: Float32Array.of(1) };
      const y: TensorToStore = { shape: [1], dtype: 'float32', data: Float32Array.of(2) };
      await write(join(folder, 'one'), { x, y }, { k: '1', a: '2' });
      await write(join(folder, 'two'), { y, x }, { a: '2', k: '1' });
      expect(await readFile(join(folder, 'one'))).to.deep.equal(await readFile(join(folder, 'two')));
    }));

  it('is read back to the same tensors, bit by bit', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const shape = fc.array(fc.nat(4), { maxLength: 3 });
    const sample = fc
      .tuple(shape, fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const, 'uint8' as const))
      .chain(([dimensions, dtype]) => {
        const size = dimensions.reduce((product, dimension) => product * dimension, 1);
        const bounds = { minLength: size, maxLength: size };
        if (dtype === 'float32') {
          return fc.float32Array(bounds).map((data): TensorToStore => ({ shape: dimensions, dtype, data }));
        }
        if (dtype === 'int32') {
          return fc.int32Array(bounds).map((data): TensorToStore => ({ shape: dimensions, dtype, data }));
        }
        return fc.uint8Array(bounds).map((data): TensorToStore => ({ shape: dimensions, dtype, data }));
      });
    await inTemporaryFolder((folder) =>
      fc.assert(
        fc.asyncProperty(
          fc.dictionary(name, sample, { maxKeys: 6, noNullPrototype: true }),
          fc.dictionary(name, fc.string(), { maxKeys: 3, noNullPrototype: true }),
          async (tensors, metadata) => {
            const path = join(folder, 'x.safetensors');
            await write(path, tensors, metadata);
            const read = await readSafetensors(path);
            expect(read.tensors).to.deep.equal(tensors);
            expect(read.metadata).to.deep.equal(metadata);
          },
        ),
        { numRuns: 40 },
      ),
    );
  });

  it('keeps NaN payloads, infinities and negative zero', () =>
    inTemporaryFolder(async (folder) => {
      const bits = Uint32Array.of(0x7fc00001, 0xff800000, 0x80000000, 0x00000001);
      const data = new Float32Array(bits.buffer);
      await write(join(folder, 'x'), { x: { shape: [4], dtype: 'float32', data } });
      const { tensors } = await readSafetensors(join(folder, 'x'));
      expect([...new Uint32Array(tensors['x']!.data.buffer)]).to.deep.equal([...bits]);
    }));

  it('writes views of larger buffers without their surroundings', () =>
    inTemporaryFolder(async (folder) => {
      const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
      await write(join(folder, 'x'), { x: { shape: [2], dtype: 'float32', data } });
      expect([...(await readSafetensors(join(folder, 'x'))).tensors['x']!.data]).to.deep.equal([2, 3]);
    }));

  it('fetches each tensor only when its turn comes', () =>
    inTemporaryFolder(async (folder) => {
      const order: string[] = [];
      const lazy = (name: string): TensorToStore => ({
        shape: [1],
        dtype: 'float32',
        data: async () => {
          order.push(name);
          return Float32Array.of(1);
        },
      });
      const file = await localDisk.createFile(join(folder, 'x'));
      const watched = {
        ...file,
        write: async (bytes: Uint8Array) => {
          order.push(`write ${bytes.length > 4 ? 'header' : 'data'}`);
          await file.write(bytes);
        },
      };
      await writeSafetensors(watched, { b: lazy('b'), a: lazy('a') });
      await file.close();
      expect(order).to.deep.equal(['write header', 'a', 'write data', 'b', 'write data']);
    }));

  const refusals: Record<string, [string, TensorToStore, string]> = {
    'data that does not fill the shape': [
      'x',
      { shape: [2, 3], dtype: 'float32', data: new Float32Array(5) },
      'tensor `x` cannot be stored: shape [2, 3] has 6 elements, received 5',
    ],
    'data of another type': [
      'x',
      { shape: [1], dtype: 'float32', data: new Int32Array(1) },
      'float32 data in a Int32Array',
    ],
    'a reserved name': [
      '__metadata__',
      { shape: [], dtype: 'int32', data: new Int32Array(1) },
      'the name is reserved',
    ],
    'a shape that is none': [
      'x',
      { shape: [-1], dtype: 'int32', data: new Int32Array(1) },
      '[-1] is not a shape',
    ],
  };
  for (const [what, [name, value, message]] of Object.entries(refusals)) {
    it(`refuses ${what}`, () =>
      inTemporaryFolder(async (folder) => {
        const error = await rejection(write(join(folder, 'x'), { [name]: value }));
        expect(error).to.include({ code: 'CML6105' });
        expect(error.message).to.contain(message);
      }));
  }
});

describe('openSafetensors', () => {
  it('reads single tensors and refuses names that are not there', () =>
    inTemporaryFolder(async (folder) => {
      await write(join(folder, 'x'), {
        a: { shape: [1], dtype: 'int32', data: Int32Array.of(1) },
        b: { shape: [1], dtype: 'int32', data: Int32Array.of(2) },
      });
      const file = await openSafetensors(join(folder, 'x'));
      expect(file.entries.map((entry) => entry.name)).to.deep.equal(['a', 'b']);
      expect([...(await file.read('b')).data]).to.deep.equal([2]);
      expect((await rejection(file.read('c'))).message).to.contain('it has no tensor `c`');
      await file.close();
    }));

  it('reads a file without tensors', () =>
    inTemporaryFolder(async (folder) => {
      await write(join(folder, 'x'), {});
      expect(await readSafetensors(join(folder, 'x'))).to.deep.equal({ tensors: {}, metadata: {} });
    }));

  it('says that a file is missing', async () => {
    const error = await rejection(openSafetensors('no-such-folder/none.safetensors'));
    expect(error).to.include({ code: 'CML6101' });
    expect(error.message).to.equal(
      '`none.safetensors` is not a valid safetensors file: there is no such file',
    );
  });

  const F32 = (name: string, begin: number, end: number, count = (end - begin) / 4) =>
    `${JSON.stringify(name)}:${tensor('F32', [count], [begin, end])}`;
  const malformed: Record<string, [Buffer, string]> = {
    'an empty file': [Buffer.alloc(0), 'it is 0 bytes long'],
    'a file shorter than the length field': [Buffer.alloc(7), 'it is 7 bytes long'],
    'a header beyond the limit': [
      rawFile('{}', 0, 100_000_001n),
      'the header claims 100000001 bytes, more than',
    ],
    'a header length beyond all numbers': [rawFile('{}', 0, 2n ** 64n - 1n), 'more than 100000000'],
    'a header longer than the file': [
      rawFile('{}', 0, 50n),
      'the header claims 50 bytes, but the file ends after 2',
    ],
    'a header that is not UTF-8': [rawFile(Buffer.from([0x7b, 0xff, 0x7d]), 0), 'the header is not UTF-8'],
    'a header that starts with a space': [rawFile(' {}', 0), 'does not start with `{`'],
    'a header that is a list': [rawFile('[]', 0), 'does not start with `{`'],
    'a header that is not JSON': [rawFile('{"a":', 0), 'the header is not JSON'],
    'a tensor named twice': [rawFile(`{${F32('a', 0, 4)},${F32('a', 0, 4)}}`, 4), 'names `a` twice'],
    'a tensor named twice by escapes': [rawFile(`{${F32('a', 0, 4)},"\\u0061":{}}`, 4), 'names `a` twice'],
    'a field given twice': [
      rawFile('{"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}}', 4),
      'names `dtype` twice',
    ],
    'metadata that is no object': [rawFile('{"__metadata__":[]}', 0), '`__metadata__` is not an object'],
    'metadata that holds a number': [
      rawFile('{"__metadata__":{"a":1}}', 0),
      '`__metadata__.a` is not a string',
    ],
    'a tensor that is no object': [rawFile('{"a":null}', 0), 'tensor `a` is not an object'],
    'an unknown field': [
      rawFile('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}', 4),
      'unknown field `extra`',
    ],
    'an unsupported dtype': [
      rawFile(`{"a":${tensor('BF16', [1], [0, 2])}}`, 2),
      'dtype "BF16"; supported: F32, I32, BOOL, U8',
    ],
    'a shape that is no list': [rawFile(`{"a":${tensor('F32', 4, [0, 4])}}`, 4), 'no valid shape'],
    'a negative dimension': [rawFile(`{"a":${tensor('F32', [-1], [0, 4])}}`, 4), 'no valid shape'],
    'a broken dimension': [rawFile(`{"a":${tensor('F32', [1.5], [0, 6])}}`, 6), 'no valid shape'],
    'a shape whose size overflows': [
      rawFile(`{"a":${tensor('F32', [2 ** 40, 2 ** 40], [0, 4])}}`, 4),
      'tensor `a` is too large',
    ],
    'three offsets': [rawFile(`{"a":${tensor('F32', [1], [0, 4, 8])}}`, 4), 'no valid data_offsets'],
    'a negative offset': [rawFile(`{"a":${tensor('F32', [2], [-4, 4])}}`, 4), 'no valid data_offsets'],
    'offsets in the wrong order': [
      rawFile(`{"a":${tensor('F32', [1], [4, 0])}}`, 4),
      'ends at 0, before it begins at 4',
    ],
    'data beyond the end': [
      rawFile(`{${F32('a', 0, 8)}}`, 4),
      'tensor `a` ends at byte 8 of 4 bytes of data',
    ],
    'a size that is not that of the shape': [
      rawFile(`{${F32('a', 0, 8, 3)}}`, 8),
      'has 8 bytes, its shape [3] needs 12',
    ],
    'tensors that overlap': [rawFile(`{${F32('a', 0, 8)},${F32('b', 4, 12)}}`, 12), 'tensor `b` overlaps'],
    'a gap between tensors': [
      rawFile(`{${F32('a', 0, 4)},${F32('b', 8, 12)}}`, 12),
      '4 bytes before tensor `b`',
    ],
    'a gap before the first': [rawFile(`{${F32('a', 4, 8)}}`, 8), '4 bytes before tensor `a`'],
    'bytes after the last tensor': [
      rawFile(`{${F32('a', 0, 4)}}`, 9),
      'end at byte 4 of the data, the file at 9',
    ],
  };
  for (const [what, [bytes, message]] of Object.entries(malformed)) {
    it(`refuses ${what}, naming the file`, () =>
      inTemporaryFolder(async (folder) => {
        const path = join(folder, 'bad.safetensors');
        await writeFile(path, bytes);
        const error = await rejection(openSafetensors(path));
        expect(error).to.include({ code: 'CML6101' });
        expect(error.message)
          .to.contain('`bad.safetensors` is not a valid safetensors file')
          .and.contain(message);
      }));
  }
});
