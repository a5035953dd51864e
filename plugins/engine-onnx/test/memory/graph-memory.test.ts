import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { GraphMemory } from '@codex-ml/engine-onnx/dist/memory/graph-memory.js';
import {
  bankOf,
  getSharedMemory,
  OutOfMemory,
  SharedMemory,
} from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import type { Place, Placement } from '@codex-ml/engine-onnx/dist/stages/place-values.js';
import { getStored } from '@codex-ml/engine-onnx/dist/state/get-stored.js';
import { getTraceBackend } from '@codex-ml/engine-onnx/dist/tracing/trace-backend.js';
import type { Engine, Variable } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { makeOnnx } from '../make-engine.js';

const placing = (places: readonly (readonly [Value, Place])[], arenaBytes = 0): Placement => ({
  places: new Map(places),
  arenaBytes,
  arenaPiece: 2 ** 20,
  swapped: [],
  copied: new Map(),
});

describe('the memory of a graph', () => {
  let engine: Engine;
  const graph = new Graph();
  const [a, b] = ['a', 'b'].map((name) => graph.input(name, { dtype: 'float32', shape: [2, 50] })) as [
    Value,
    Value,
  ];
  const whole = graph.input('n', { dtype: 'int32', shape: [3] });
  before(async () => {
    engine = await makeOnnx();
  });
  after(() => engine.dispose());

  const make = (shared: SharedMemory, placement: Placement) =>
    new GraphMemory(shared, engine.tf, getTraceBackend(engine.tf), placement);

  it('has blocks of their own for some values and places in the arena for others', () => {
    const shared = new SharedMemory({ pages: 64, banks: 1 });
    const memory = make(
      shared,
      placing(
        [
          [a, { at: 'own' }],
          [b, { at: 'arena', offset: 448 }],
          [whole, { at: 'arena', offset: 0 }],
        ],
        896,
      ),
    );
    expect(memory.bytes).to.equal(896 + 448);
    expect(memory.addressOf(b) - memory.addressOf(whole)).to.equal(448);
    expect(memory.viewOf(whole)).to.be.instanceOf(Int32Array).with.length(3);
    (memory.viewOf(a) as Float32Array).fill(1);
    (memory.viewOf(b) as Float32Array).fill(2);
    expect(memory.viewOf(a)[99]).to.equal(1);
    expect([a, b].map((value) => memory.moves(value))).to.deep.equal([false, false]);
    memory.release();
    memory.release();
    expect(shared.allocatedBytes).to.equal(0);
  });

  it('has its arena in pieces that may lie in several banks', () => {
    const shared = new SharedMemory({ pages: 1, banks: 3 });
    const place = (value: Value, offset: number): readonly [Value, Place] => [value, { at: 'arena', offset }];
    const memory = make(shared, {
      ...placing([place(a, 0), place(b, 51_200), place(whole, 51_200 + 448)], 51_200 + 512),
      arenaPiece: 51_200,
    });
    expect(memory.bytes).to.equal(51_200 + 512);
    expect([a, b, whole].map((value) => bankOf(memory.addressOf(value)))).to.deep.equal([0, 0, 0]);
    const second = make(shared, {
      ...placing([place(a, 0), place(b, 51_200), place(whole, 51_200 + 448)], 2 * 51_200),
      arenaPiece: 51_200,
    });
    expect([a, b, whole].map((value) => bankOf(second.addressOf(value)))).to.deep.equal([1, 2, 2]);
    expect(second.addressOf(whole) - second.addressOf(b)).to.equal(448);
    (second.viewOf(b) as Float32Array).fill(3);
    expect(memory.viewOf(b)[99]).to.equal(0);
    memory.release();
    second.release();
    expect(shared.allocatedBytes).to.equal(0);
  });

  it('gives back what it took when it cannot have all', () => {
    const shared = new SharedMemory({ pages: 2, banks: 1 });
    const large = graph.input('large', { dtype: 'float32', shape: [40_000] });
    const before = shared.allocatedBytes;
    expect(() =>
      make(
        shared,
        placing(
          [
            [a, { at: 'own' }],
            [large, { at: 'own' }],
          ],
          640,
        ),
      ),
    ).to.throw(OutOfMemory);
    expect(shared.allocatedBytes).to.equal(before);
  });

  it('follows a variable to whichever of its buffers is current', () => {
    const { tf } = engine;
    const backend = getTraceBackend(tf);
    const variable: Variable = tf.tidy(() => tf.variable(tf.fill([2, 50], 4)));
    const stored = getStored(tf, backend, variable);
    const memory = make(
      getSharedMemory()!,
      placing([
        [a, { at: 'current', variable }],
        [b, { at: 'spare', variable }],
      ]),
    );
    expect([a, b].map((value) => memory.moves(value))).to.deep.equal([true, true]);
    expect(memory.viewOf(a)[7]).to.equal(4);
    (memory.viewOf(b) as Float32Array).fill(5);
    const [first, second] = [memory.addressOf(a), memory.addressOf(b)];
    stored.swap();
    expect([memory.addressOf(a), memory.addressOf(b)]).to.deep.equal([second, first]);
    expect(variable.dataSync()[7]).to.equal(5);
    memory.release();
    variable.dispose();
  });
});
