import { philoxBlock } from '@codex-ml/runtime/rng';
import { expect } from 'chai';

const ONES = 0xffffffff;

/** Counter, key, expected: the known-answer vectors of `philox4x32 10` published with Random123. */
const VECTORS: readonly (readonly [readonly number[], readonly number[], readonly number[]])[] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [ONES, ONES, ONES, ONES],
    [ONES, ONES],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
];

describe('philoxBlock', () => {
  for (const [counter, key, expected] of VECTORS) {
    it(`gives the published words for counter ${counter[0]!.toString(16)}`, () => {
      const out = new Uint32Array(6);
      philoxBlock(counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!, out, 1);
      expect([...out]).to.deep.equal([0, ...expected, 0]);
    });
  }
});
