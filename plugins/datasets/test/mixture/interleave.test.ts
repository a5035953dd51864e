import { interleave } from '@codex-ml/datasets/dist/mixture/interleave.js';
import { expect } from 'chai';
import fc from 'fast-check';

const source = (name: string, length: number, weight: number) => ({
  name,
  weight,
  open: async function* () {
    for (let i = 0; i < length; i++) yield i;
  },
});

async function taken(
  sources: ReturnType<typeof source>[],
  stop: 'first-exhausted' | 'all-exhausted' | 'once',
) {
  const all: { name: string; round: number; item: number }[] = [];
  for await (const one of interleave(sources, stop)) all.push(one);
  return all;
}

const sources = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0.1, max: 5, noNaN: true })),
  {
    minLength: 1,
    maxLength: 4,
  },
);
const make = (parts: readonly (readonly [number, number])[]) =>
  parts.map(([length, weight], i) => source(`s${i}`, length, weight));

describe('interleave', () => {
  it('keeps every source within one item of its share', async () => {
    await fc.assert(
      fc.asyncProperty(sources, async (parts) => {
        const all = await taken(make(parts), 'first-exhausted');
        const sum = parts.reduce((total, [, weight]) => total + weight, 0);
        const counts = parts.map(() => 0);
        for (const [place, { name }] of all.entries()) {
          counts[Number(name.slice(1))]!++;
          for (const [i, count] of counts.entries()) {
            expect(Math.abs(count - ((place + 1) * parts[i]![1]) / sum)).to.be.below(parts.length);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives each item once where asked to, in the order of its source', async () => {
    await fc.assert(
      fc.asyncProperty(sources, async (parts) => {
        const all = await taken(make(parts), 'once');
        for (const [i, [length]] of parts.entries()) {
          const items = all.filter(({ name }) => name === `s${i}`).map(({ item }) => item);
          expect(items).to.deep.equal(Array.from({ length }, (_, at) => at));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('repeats until all have ended, and begins alike under every rule', async () => {
    await fc.assert(
      fc.asyncProperty(sources, async (parts) => {
        const all = await taken(make(parts), 'all-exhausted');
        for (const [i, [length]] of parts.entries()) {
          const mine = all.filter(({ name }) => name === `s${i}`);
          expect(mine.length).to.be.at.least(length);
          expect(mine.map(({ item }) => item)).to.deep.equal(mine.map((_, at) => at % length));
        }
        const first = await taken(make(parts), 'first-exhausted');
        expect(all.slice(0, first.length)).to.deep.equal(first);
      }),
      { numRuns: 60 },
    );
  });

  it('passes over sources that are empty, and closes all when it is left', async () => {
    expect(await taken([source('e', 0, 9), source('s', 2, 1)], 'all-exhausted')).to.have.length(2);
    let closed = 0;
    const closing = (name: string) => ({
      name,
      weight: 1,
      open: async function* () {
        try {
          for (;;) yield 1;
        } finally {
          closed++;
        }
      },
    });
    let seen = 0;
    for await (const _ of interleave([closing('x'), closing('y')], 'once')) if (++seen === 3) break;
    expect(closed).to.equal(2);
  });
});
