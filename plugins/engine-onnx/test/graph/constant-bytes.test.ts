import { contentKey, keepOnce } from '@codex-ml/engine-onnx/dist/graph/constant-bytes.js';
import { Graph } from '@codex-ml/engine-onnx/dist/graph/graph.js';
import type { Value } from '@codex-ml/engine-onnx/dist/graph/value.js';
import { expect } from 'chai';

const bytesOf = ({ source }: Value) => (source as { readonly bytes: Uint8Array }).bytes;

describe('the bytes of constants', () => {
  it('are kept once, whatever graphs and shapes they belong to', () => {
    const numbers = Float32Array.from({ length: 4096 }, (_, i) => i / 7);
    const [one, other] = [new Graph(), new Graph()].map((graph, i) =>
      graph.constant('float32', i === 0 ? [64, 64] : [4096], numbers.slice()),
    );
    expect(bytesOf(other!)).to.equal(bytesOf(one!));
    const changed = new Graph().constant('float32', [4096], numbers.fill(0, 4095));
    expect(bytesOf(changed)).not.to.equal(bytesOf(one!));
    expect(new Float32Array(bytesOf(one!).buffer)[4095]).to.equal(Math.fround(4095 / 7));
  });

  it('have the same key where they are equal only', () => {
    const [a, b] = [new Uint8Array(5000), new Uint8Array(5000)];
    expect(contentKey(a)).to.equal(contentKey(b));
    expect(keepOnce(b)).to.equal(keepOnce(a));
    const c = new Uint8Array(5000).fill(1, 4999);
    expect(contentKey(c)).not.to.equal(contentKey(a));
    expect(contentKey(Uint8Array.of(1))).not.to.equal(contentKey(Uint8Array.of(2)));
  });
});
