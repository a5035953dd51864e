import { createHash } from 'node:crypto';
import { CodexError, type RngStream } from '@codex-ml/plugin-api';
import { createRng, philoxBlock } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import fc from 'fast-check';

const words = (stream: RngStream, count: number) => Array.from({ length: count }, () => stream.uint32());

function moments(values: Float32Array) {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let square = 0;
  let fourth = 0;
  for (const value of values) {
    square += (value - mean) ** 2;
    fourth += (value - mean) ** 4;
  }
  const variance = square / values.length;
  return { mean, variance, kurtosis: fourth / values.length / variance ** 2 };
}

describe('createRng', () => {
  it('draws the Philox blocks of the key that SHA-256 of seed and path gives', () => {
    const seed = Buffer.from([0x39, 0x05, 0, 0, 0, 0, 0, 0]);
    const digest = createHash('sha256').update(seed).update('model/wte').digest();
    const word = (i: number) => digest.readUInt32LE(4 * i);
    const expected = new Uint32Array(8);
    philoxBlock(0, 0, word(2), word(3), word(0), word(1), expected, 0);
    philoxBlock(1, 0, word(2), word(3), word(0), word(1), expected, 4);
    expect(words(createRng(1337, 'model/wte'), 8)).to.deep.equal([...expected]);
  });

  it('counts blocks over 32 bits', () => {
    const a = createRng(1);
    a.seek(2 ** 34 - 1);
    const before = a.uint32();
    const after = a.uint32();
    const b = createRng(1);
    b.seek(2 ** 34);
    expect(b.uint32()).to.equal(after).and.not.equal(before);
    expect(b.position).to.equal(2 ** 34 + 1);
    expect(after).to.not.equal(createRng(1).uint32());
  });

  it('gives the same number at a position whether it was reached by drawing or by seeking', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.nat(500), fc.nat(20), (seed, position, count) => {
        const drawn = createRng(seed, 'a');
        words(drawn, position);
        const sought = createRng(seed, 'a');
        sought.seek(position);
        expect(words(sought, count)).to.deep.equal(words(drawn, count));
        expect(sought.position).to.equal(drawn.position);
      }),
      { numRuns: 50 },
    );
  });

  it('continues every kind of draw from a stored position', () => {
    const draws: Record<string, (stream: RngStream) => unknown> = {
      uint32: (s) => s.uint32(),
      uniform: (s) => s.uniform(),
      integer: (s) => s.integer(3_000_000_000),
      wideInteger: (s) => s.integer(2 ** 40 + 1),
      normal: (s) => s.normal(),
      fillUniform: (s) => [...s.fillUniform(new Float32Array(7))],
      fillNormal: (s) => [...s.fillNormal(new Float32Array(7))],
    };
    const kinds = fc.array(fc.constantFrom(...Object.keys(draws)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(kinds, kinds, (before, after) => {
        const straight = createRng(5, 'x');
        for (const kind of before) draws[kind]!(straight);
        const resumed = createRng(5, 'x');
        resumed.seek(straight.position);
        for (const kind of after) expect(draws[kind]!(resumed)).to.deep.equal(draws[kind]!(straight));
      }),
    );
  });

  it('fills with the same numbers as drawing one by one, across chunk borders and unaligned starts', () => {
    for (const [start, length] of [
      [0, 4],
      [1, 1],
      [3, 9001],
      [2, 4096],
      [4095, 8195],
      [2 ** 34 - 5, 40],
    ] as const) {
      const filled = createRng(9);
      const single = createRng(9);
      filled.seek(start);
      single.seek(start);
      const uniforms = filled.fillUniform(new Float32Array(length));
      for (let i = 0; i < length; i++) {
        if (uniforms[i] !== (single.uint32() >>> 8) / 2 ** 24) expect.fail(`uniform ${i} of ${length}`);
      }
      const normals = filled.fillNormal(new Float32Array(length), 2, 0.5);
      for (let i = 0; i < length; i++) {
        if (normals[i] !== Math.fround(2 + 0.5 * single.normal())) expect.fail(`normal ${i} of ${length}`);
      }
      expect(filled.position)
        .to.equal(single.position)
        .and.equal(start + 3 * length);
    }
  });

  it('forks by name without consuming, and tells names, seeds and depths apart', () => {
    const root = createRng(7);
    const first = root.fork('model').fork('blocks.0');
    root.uint32();
    expect(root.position).to.equal(1);
    expect(first.path).to.equal('model/blocks.0');
    expect(words(first, 3)).to.deep.equal(words(createRng(7, 'model/blocks.0'), 3));
    expect(root.fork(3).path).to.equal('3');
    const firsts = [
      root.fork('a'),
      root.fork('b'),
      root.fork('a').fork('a'),
      createRng(8, 'a'),
      createRng(7),
    ];
    expect(new Set(firsts.map((stream) => stream.uint32())).size).to.equal(firsts.length);
  });

  it('keeps uniforms in [0, 1) with a flat distribution', () => {
    const counts = new Uint32Array(64);
    const values = createRng(11).fillUniform(new Float32Array(64_000));
    for (const value of values) counts[Math.floor(value * 64)]!++;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    // 63 degrees of freedom: 0.01 % beyond 113.
    expect(chiSquare).to.be.lessThan(113);
    expect(Math.max(...values)).to.be.lessThan(1);
    const stream = createRng(12);
    for (let i = 0; i < 1000; i++) expect(stream.uniform()).to.be.within(0, 1 - 2 ** -53);
  });

  it('draws integers below any bound without favouring small ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 53 - 1 }), (bound) => {
        expect(createRng(1, String(bound)).integer(bound)).to.be.within(0, bound - 1);
      }),
    );
    // With a plain modulo, results below 2^32 - 3e9 = 1.29e9 would come twice as often as the others (60 % instead of 43 %).
    const stream = createRng(2);
    let small = 0;
    for (let i = 0; i < 20_000; i++) if (stream.integer(3_000_000_000) < 1_294_967_296) small++;
    expect(small / 20_000).to.be.closeTo(0.4317, 0.015);
  });

  it('draws normals with the moments of a normal distribution', () => {
    const { mean, variance, kurtosis } = moments(createRng(3).fillNormal(new Float32Array(200_000)));
    expect(mean).to.be.closeTo(0, 0.01);
    expect(variance).to.be.closeTo(1, 0.015);
    expect(kurtosis).to.be.closeTo(3, 0.06);
  });

  it('never gives a normal that is not finite, at the extreme words too', () => {
    expect(Math.sqrt(-2 * Math.log(2 ** -32))).to.be.lessThan(6.67);
    for (const value of createRng(4).fillNormal(new Float32Array(100_000))) {
      if (!(Math.abs(value) < 6.67)) expect.fail(String(value));
    }
  });

  it('refuses seeds, positions, bounds and names that would give a wrong stream', () => {
    const stream = createRng(1);
    expect(() => createRng(-1)).to.throw(CodexError, 'seed of a random stream');
    expect(() => createRng(0.5)).to.throw(CodexError, 'received 0.5');
    expect(() => stream.seek(Number.NaN)).to.throw(CodexError, 'position');
    expect(() => stream.integer(0)).to.throw(CodexError, 'below 0');
    expect(() => stream.fork('')).to.throw(CodexError, 'without a name');
  });

  it('fills tens of millions of uniforms a second', function () {
    this.timeout(20_000);
    const stream = createRng(1);
    const out = new Float32Array(1 << 20);
    stream.fillUniform(out);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 4; i++) {
      const start = performance.now();
      stream.fillUniform(out);
      best = Math.min(best, performance.now() - start);
    }
    // The aim is 50 M/s; the limit here leaves room for a busy machine and for coverage instrumentation.
    expect(out.length / best / 1000, 'million per second').to.be.greaterThan(8);
  });
});
