import { allocateArray } from '@codex-ml/engine-onnx/dist/memory/allocate-array.js';
import { getSharedMemory } from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { expect } from 'chai';

describe('allocateArray', () => {
  it('gives arrays of zeros in the shared memory, also where something was before', () => {
    const memory = getSharedMemory()!;
    const first = allocateArray(Float32Array, 10);
    first.array.fill(3);
    memory.release(first.block!);
    const { array, block } = allocateArray(Int32Array, 10);
    expect(array).to.be.instanceOf(Int32Array);
    expect([...array]).to.deep.equal(Array.from({ length: 10 }, () => 0));
    expect(array.buffer).to.be.instanceOf(SharedArrayBuffer);
    expect(array.byteOffset).to.equal(block!.address);
    memory.release(block!);
  });
});
