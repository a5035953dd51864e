// Whole programs of elementwise operators and reductions.
import { expect } from 'chai';
import fc from 'fast-check';
import { generateRegions } from './generate-regions.js';
import { expectReference, GraphBuilder, int, shapeFor } from './graph-builder.js';
import { buildRegions, runRegions, sharedMemory, teamOf } from './run-regions.js';

describe('generated regions', () => {
  it('compute what double precision does: several passes, results of rows used later, several results', () => {
    let largest = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const shape = shapeFor(g);
        shape[2] = Math.max(4, shape[2]!);
        const builder = new GraphBuilder(shape, int(g, 1, 1e6));
        if (shape[0]! * shape[1]! === 1) return;
        const wanted = generateRegions(g, builder, int(g, 3, 14));
        largest = Math.max(largest, ...buildRegions(wanted).map(({ nodes }) => nodes.length));
        expectReference(wanted, builder, 2e-5);
      }),
      { numRuns: 300 },
    );
    expect(largest).to.be.above(8);
  });

  it('give the same bits on one and on three threads', () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const shape = [int(g, 1, 3), int(g, 200, 700), int(g, 4, 70)];
        const builder = new GraphBuilder(shape, int(g, 1, 1e6));
        const wanted = generateRegions(g, builder, int(g, 6, 12));
        const [first, second] = [1, 3].map((threads) => runRegions(wanted, builder.inputs, teamOf(threads)));
        for (const value of wanted) expect(second!.get(value)).to.deep.equal(first!.get(value));
      }),
      { numRuns: 12 },
    );
  });

  it('give back the memory they took', () => {
    const before = sharedMemory.allocatedBytes;
    const builder = new GraphBuilder([1, 5, 8], 2);
    expectReference([builder.unary('Exp', builder.operand('full'))], builder, 1e-6);
    expect(sharedMemory.allocatedBytes).to.equal(before);
  });
});
