import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import { findLiveParts } from '@codex-ml/engine-onnx/dist/graph/live-values.js';
import { binary, reshape } from '@codex-ml/engine-onnx/dist/graph/operators.js';
import type { Node, Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { encodePart } from '@codex-ml/engine-onnx/dist/stages/encode-part.js';
import { bytesOfValue } from '@codex-ml/engine-onnx/dist/stages/place-values.js';
import { rootOf } from '@codex-ml/engine-onnx/dist/stages/root-of.js';
import { splitTurn, type TurnGroup } from '@codex-ml/engine-onnx/dist/stages/split-turn.js';
import { expect } from 'chai';

const float = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape });

describe('splitTurn', () => {
  let graph: Graph;
  let inputs = 0;
  beforeEach(() => {
    graph = new Graph();
    inputs = 0;
  });
  const input = (...shape: number[]): Value => graph.input(`x${inputs++}`, float(shape));
  const product = (a: Value, b: Value, shape: readonly number[]) => graph.add('MatMul', [a, b], float(shape));
  const fused = (a: Value, b: Value, shape: readonly number[], transA: number, transB: number) =>
    graph.add('FusedMatMul', [a, b], float(shape), {
      domain: 'com.microsoft',
      attributes: { transA, transB },
    });
  const transpose = (x: Value, perm: readonly number[]) =>
    graph.add('Transpose', [x], float(perm.map((axis) => x.shape[axis]!)), { attributes: { perm } });
  const nodesFor = (...wanted: Value[]): readonly Node[] =>
    findLiveParts(wanted).nodes.filter(({ op }) => op !== 'Reshape');
  const describeGroups = (groups: readonly TurnGroup[] | undefined) =>
    groups?.map(({ nodes, cutting }) => [
      cutting === undefined ? 'whole' : 'cut',
      ...nodes.map(({ op }) => op),
    ]);

  /** Queries and keys of so many sequences of 64 tokens with 4 heads of 32 numbers, and their products. */
  function attention(batch: number) {
    const x = input(batch * 64, 128);
    const heads = () => {
      const rows = binary(graph, 'Add', product(x, input(128, 128), [batch * 64, 128]), input(128));
      return transpose(reshape(graph, rows, [batch, 64, 4, 32]), [0, 2, 1, 3]);
    };
    const [queries, keys] = [heads(), heads()];
    return { x, queries, keys, scores: fused(queries, keys, [batch, 4, 64, 64], 0, 1) };
  }

  it('cuts a chain of products, sums and exchanged axes along the batch', () => {
    const { scores, queries } = attention(12);
    const groups = splitTurn(nodesFor(scores, queries), 2);
    expect(groups).to.have.length(1);
    const { cuts, parts } = (groups as [TurnGroup])[0].cutting!;
    expect(parts).to.equal(2);
    expect([...cuts.values()].map(({ grain }) => grain)).to.deep.equal(Array(7).fill(12));
    expect(cuts.get(nodesFor(scores).find(({ op }) => op === 'MatMul')!)!.along).to.deep.equal([true, false]);
  });

  it('lets a group wait for what it reads as a whole', () => {
    const { x } = attention(12);
    const gradient = product(x, input(128, 512), [768, 512]);
    const turned = input(512, 768);
    // What is read as a whole is made by all parts.
    const weights = product(turned, gradient, [512, 512]);
    const groups = splitTurn(nodesFor(gradient, weights), 2);
    expect(describeGroups(groups)).to.deep.equal([
      ['cut', 'MatMul'],
      ['cut', 'MatMul'],
    ]);
  });

  it('leaves to one thread what cannot be cut, between the parts', () => {
    const logits = product(input(768, 512), input(512, 128), [768, 128]);
    const places = graph.input('places', { dtype: 'int64', shape: [768, 2] });
    const chosen = graph.add('GatherND', [logits, places], float([768]));
    expect(describeGroups(splitTurn(nodesFor(chosen), 2))).to.deep.equal([
      ['cut', 'MatMul'],
      ['whole', 'GatherND'],
    ]);
  });

  it('does not cut where it does not pay', () => {
    const { scores } = attention(12);
    const nodes = nodesFor(scores);
    expect(splitTurn(nodes, 1), 'one thread').to.equal(undefined);
    expect(splitTurn(nodes, 40), 'too few sequences for so many').to.equal(undefined);
    // Parts of 1 and 2 sequences would not be done at the same time.
    expect(splitTurn(nodes, 7)![0]!.cutting!.parts).to.equal(6);
    const little = product(input(64, 64), input(64, 64), [64, 64]);
    expect(splitTurn(nodesFor(little), 2), 'little work').to.equal(undefined);
    const apart = fused(input(768, 512), input(768, 512), [512, 512], 1, 0);
    expect(splitTurn(nodesFor(apart), 2), 'rows that lie apart').to.equal(undefined);
    const wide = product(input(256, 768), input(768, 3072), [256, 3072]);
    expect(splitTurn(nodesFor(wide), 2), 'few rows for a large matrix').to.equal(undefined);
    expect(
      describeGroups(splitTurn(nodesFor(product(input(512, 768), input(768, 3072), [512, 3072])), 2)),
    ).to.deep.equal([['cut', 'MatMul']]);
  });

  it('gives parts that lie one behind the other and make up the whole', () => {
    const { x, scores, queries } = attention(12);
    const [{ nodes, cutting }] = splitTurn(nodesFor(scores, queries), 4) as [TurnGroup];
    const ends = new Map<Value, number>();
    for (let part = 0; part < 4; part++) {
      const { segment, places } = encodePart(nodes, cutting!, [scores, queries], part);
      for (const value of [...segment.inputs.values(), ...segment.outputs.values()]) {
        const place = places.get(value);
        if (place === undefined) continue;
        const whole = bytesOfValue(value) === bytesOfValue(place.root);
        expect(place.offset).to.equal(whole ? 0 : (ends.get(place.root) ?? 0));
        if (!whole) ends.set(place.root, place.offset + bytesOfValue(value));
      }
    }
    expect(ends).to.deep.equal(
      new Map([x, scores, queries].map((value) => [rootOf(value), bytesOfValue(value)])),
    );
  });

  it('gives parts of one size the same model', () => {
    const { scores } = attention(12);
    const [{ nodes, cutting }] = splitTurn(nodesFor(scores), 4) as [TurnGroup];
    const models = [0, 1, 2, 3].map(
      (part) => encodePart(nodes, cutting!, [scores], part).segment.model.bytes,
    );
    for (const model of models) expect(model).to.deep.equal(models[0]);
  });
});
