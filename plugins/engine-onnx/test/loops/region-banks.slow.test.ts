// Regions whose arrays lie in several banks of the memory, or high up in one: addresses take all 32 bits, and those behind them.
import { SharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { generateRegions } from './generate-regions.js';
import { GraphBuilder, int } from './graph-builder.js';
import { runRegions, teamOf } from './run-regions.js';

/** Of 512 KiB: a few arrays fill one. */
const small = new SharedMemory({ pages: 8 });
/** Its arrays lie above 3 GiB. */
const high = new SharedMemory();
high.allocate(3 * 2 ** 30);

describe('regions over several banks', () => {
  for (const [name, memory] of Object.entries({ small, high })) {
    it(`give the same bits as in the lower part of one bank, on all threads: ${name}`, () => {
      fc.assert(
        fc.property(fc.gen(), (g) => {
          const shape = [int(g, 1, 3), int(g, 100, 700), int(g, 40, 70)];
          const builder = new GraphBuilder(shape, int(g, 1, 1e6));
          const wanted = generateRegions(g, builder, int(g, 6, 12));
          const expected = runRegions(wanted, builder.inputs, teamOf(1));
          for (const threads of [1, 3]) {
            const actual = runRegions(wanted, builder.inputs, teamOf(threads, memory), memory);
            for (const value of wanted) expect(actual.get(value)).to.deep.equal(expected.get(value));
          }
        }),
        { numRuns: 25 },
      );
    });
  }

  it('were in more than two', () => {
    expect(small.memories.length).to.be.above(2);
  });
});
