import { readFields } from '@codex-ml/tokenizers/dist/formats/sentencepiece/wire-reader.js';
import { expect } from 'chai';

class WireProblem extends RangeError {
  readonly offset: number;
  constructor(offset: number, problem: string) {
    super(problem);
    this.offset = offset;
  }
}

function read(bytes: readonly number[], start = 0, end = bytes.length) {
  return [
    ...readFields(Buffer.from(bytes), start, end, (offset, problem) => {
      throw new WireProblem(offset, problem);
    }),
  ];
}

function problemOf(bytes: readonly number[], start?: number, end?: number): string {
  try {
    read(bytes, start, end);
  } catch (error) {
    if (error instanceof WireProblem) return `${error.offset}: ${error.message}`;
    throw error;
  }
  throw new RangeError('no problem was found');
}

describe('readFields', () => {
  it('reads whole numbers, floats and ranges of bytes, with the places of their keys', () => {
    expect(read([0x08, 0x96, 0x01, 0x15, 0, 0, 0x20, 0xc0, 0x1a, 2, 0x61, 0x62])).to.deep.equal([
      { number: 1, offset: 0, value: { type: 'varint', varint: 150 } },
      { number: 2, offset: 3, value: { type: 'float', float: -2.5 } },
      { number: 3, offset: 8, value: { type: 'bytes', start: 10, end: 12 } },
    ]);
  });

  it('reads a message inside of another, and nothing behind it', () => {
    expect(read([0xff, 0x08, 0x01, 0xff], 1, 3)).to.deep.equal([
      { number: 1, offset: 1, value: { type: 'varint', varint: 1 } },
    ]);
  });

  it('reads keys and numbers of several bytes', () => {
    expect(read([0x98, 0x02, 0xff, 0xff, 0xff, 0xff, 0x0f])).to.deep.equal([
      { number: 35, offset: 0, value: { type: 'varint', varint: 2 ** 32 - 1 } },
    ]);
  });

  it('passes over fields of 64 bits', () => {
    expect(read([0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 3])).to.deep.equal([
      { number: 2, offset: 9, value: { type: 'varint', varint: 3 } },
    ]);
  });

  it('finds no field in an empty message', () => {
    expect(read([])).to.deep.equal([]);
  });

  for (const [what, bytes, problem] of [
    ['a number without its end', [0x08, 0x96], '1: a number is cut off'],
    ['a key without its end', [0x08, 0x01, 0x98], '2: a number is cut off'],
    ['a key without a value', [0x08], '1: a number is cut off'],
    [
      'a number that goes on and on',
      [0x08, ...Array.from({ length: 11 }, () => 0x80)],
      '1: a number has more than ten bytes',
    ],
    ['bytes beyond the end', [0x08, 1, 0x12, 5, 0x61], '2: a field of 5 bytes reaches beyond the end'],
    ['a float that is cut off', [0x15, 0, 0, 0x20], '0: a field of 4 bytes reaches beyond the end'],
    ['64 bits that are cut off', [0x09, 1, 2, 3], '0: a field of 8 bytes reaches beyond the end'],
    ['the field number 0', [0x00, 1], '0: no field has the number 0'],
    ['a group, which no file has any more', [0x0b, 0x0c], '0: a field of the unknown type 3'],
    ['a type that does not exist', [0x0f], '0: a field of the unknown type 7'],
  ] as const) {
    it(`says where there is ${what}`, () => {
      expect(problemOf(bytes)).to.equal(problem);
    });
  }

  it('does not read beyond the end of a message, though the file goes on', () => {
    expect(problemOf([0x12, 3, 0x61, 0x62, 0x63], 0, 4)).to.equal(
      '0: a field of 3 bytes reaches beyond the end',
    );
  });
});
