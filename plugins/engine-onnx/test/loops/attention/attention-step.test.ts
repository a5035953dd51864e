import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { sizeOfShape, type Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { ThreadTeam } from '@codex-ml/engine-onnx/dist/loops/thread-team.js';
import { SharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { CACHED_ATTENTION, HOST_DOMAIN } from '@codex-ml/engine-onnx/dist/rewrite/simplify.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Numbers, randomNumbers, runHost } from '../run-host.js';
import { sharedMemory, teamOf } from '../run-regions.js';

interface Sizes {
  readonly kvHeads: number;
  readonly group: number;
  readonly width: number;
  readonly capacity: number;
  /** One for each row. */
  readonly positions: readonly number[];
}

/** The node's three outputs and the numbers of its inputs. Queries are `spread` times as wide apart as keys. */
function attention({ kvHeads, group, width, capacity, positions }: Sizes, spread = 4) {
  const graph = new Graph();
  const batch = positions.length;
  const inputs = new Map<Value, Numbers>();
  const input = (shape: readonly number[], scale = 1): Value => {
    const value = graph.input(`input${inputs.size}`, { dtype: 'float32', shape });
    inputs.set(
      value,
      randomNumbers(sizeOfShape(shape), inputs.size + 1).map((each) => each * scale),
    );
    return value;
  };
  const flat = [batch, 1, kvHeads * width];
  const cache = [batch, kvHeads, capacity, width];
  const given = [
    input([batch, 1, kvHeads * group * width], spread),
    ...[input(flat), input(flat), input(cache), input(cache)],
  ];
  const places = graph.input('positions', { dtype: 'int32', shape: [batch] });
  inputs.set(places, Int32Array.from(positions));
  const outputs = graph.addMany(
    CACHED_ATTENTION,
    [...given, places],
    [[batch, 1, kvHeads * group * width], cache, cache].map((shape) => ({ dtype: 'float32', shape })),
    { domain: HOST_DOMAIN, attributes: { num_heads: kvHeads * group, kv_num_heads: kvHeads } },
  );
  return { outputs, inputs };
}

/** The same in double precision: mixed values, and the caches as they become. */
function expected({ kvHeads, group, width, capacity, positions }: Sizes, given: readonly Numbers[]) {
  const [queries, keys, values, ...stored] = given as [Numbers, Numbers, Numbers, Numbers, Numbers];
  const [nextKeys, nextValues] = stored.map((each) => each.slice()) as [Numbers, Numbers];
  const mixed = new Float64Array(queries.length);
  positions.forEach((position, row) => {
    for (let head = 0; head < kvHeads; head++) {
      const unit = row * kvHeads + head;
      const cacheAt = (place: number): number => (unit * capacity + place) * width;
      nextKeys.set(keys.subarray(unit * width, (unit + 1) * width), cacheAt(position));
      nextValues.set(values.subarray(unit * width, (unit + 1) * width), cacheAt(position));
      for (let member = 0; member < group; member++) {
        const query = (unit * group + member) * width;
        const weights = Array.from({ length: position + 1 }, (_, place) => {
          let score = 0;
          for (let i = 0; i < width; i++) score += queries[query + i]! * nextKeys[cacheAt(place) + i]!;
          return Math.exp(score / Math.sqrt(width));
        });
        const total = weights.reduce((sum, each) => sum + each, 0);
        weights.forEach((weight, place) => {
          for (let i = 0; i < width; i++) {
            mixed[query + i] = mixed[query + i]! + (weight / total) * nextValues[cacheAt(place) + i]!;
          }
        });
      }
    }
  });
  return { mixed, nextKeys, nextValues };
}

describe('attention over a cache in loops', () => {
  it('gives what double precision does for generated sizes, the same bits on any number of threads', () => {
    const sizes = fc
      .record({
        kvHeads: fc.integer({ min: 1, max: 5 }),
        group: fc.integer({ min: 1, max: 3 }),
        width: fc.integer({ min: 1, max: 5 }).map((eights) => eights * 8),
        capacity: fc.integer({ min: 1, max: 40 }),
        rows: fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }),
      })
      .map(({ rows, ...each }) => ({ ...each, positions: rows.map((row) => row % each.capacity) }));
    fc.assert(
      fc.property(sizes, (each) => {
        const { outputs, inputs } = attention(each);
        const [first, ...others] = [1, 2, 3].map((threads) =>
          runHost(outputs, inputs, sharedMemory, teamOf(threads)),
        );
        const [mixed, keys, values] = outputs.map((output) => first!.get(output)!);
        const exact = expected(each, [...inputs.values()]);
        exact.mixed.forEach((number, i) => {
          if (!(Math.abs(mixed![i]! - number) <= 2e-6)) expect.fail(`${mixed![i]} is not ${number}`);
        });
        expect(keys).to.deep.equal(exact.nextKeys);
        expect(values).to.deep.equal(exact.nextValues);
        for (const other of others) expect(other).to.deep.equal(first);
      }),
      { numRuns: 60 },
    );
  });

  it('is shared by threads where the cache is long, and gives the same bits', () => {
    const sizes: Sizes = { kvHeads: 4, group: 2, width: 64, capacity: 300, positions: [299, 0, 150] };
    const { outputs, inputs } = attention(sizes, 40);
    const [one, two] = [1, 2].map((threads) => runHost(outputs, inputs, sharedMemory, teamOf(threads)));
    expect(two).to.deep.equal(one);
    const exact = expected(sizes, [...inputs.values()]);
    one!.get(outputs[0]!)!.forEach((number, i) => {
      expect(number).to.be.closeTo(exact.mixed[i]!, 1e-5);
    });
  });

  it('reaches arrays in several banks of the memory', () => {
    const sizes: Sizes = { kvHeads: 3, group: 1, width: 32, capacity: 1500, positions: [7] };
    const { outputs, inputs } = attention(sizes);
    const shared = new SharedMemory({ pages: 16, banks: 8 });
    const actual = runHost(outputs, inputs, shared, new ThreadTeam(shared, 0));
    expect(actual).to.deep.equal(runHost(outputs, inputs, sharedMemory, teamOf(1)));
  });

  it('refuses positions that the cache does not have', () => {
    for (const position of [-1, 9]) {
      const sizes: Sizes = { kvHeads: 1, group: 1, width: 8, capacity: 9, positions: [position] };
      const { outputs, inputs } = attention(sizes);
      const run = () => runHost(outputs, inputs, sharedMemory, teamOf(1));
      expect(run).to.throw(`index ${position} is outside of an array of 9 rows`);
    }
  });
});
