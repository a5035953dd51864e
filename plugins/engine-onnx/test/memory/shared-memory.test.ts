import {
  bankOf,
  getSharedMemory,
  type MemoryBlock,
  SharedMemory,
} from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';
import { expect } from 'chai';
import fc from 'fast-check';

const PAGE = 65_536;

describe('the shared memory', () => {
  it('gives blocks that lie apart, on cache lines, within the memory, and counts them', () => {
    const memory = new SharedMemory({ pages: 1024, banks: 1 });
    const actions = fc.array(fc.record({ release: fc.nat(99), bytes: fc.integer({ min: 0, max: 50_000 }) }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(actions, (list) => {
        const held: MemoryBlock[] = [];
        for (const { release, bytes } of list) {
          if (release < 45 && held.length > 0) {
            memory.release(held.splice(release % held.length, 1)[0]!);
          } else {
            const block = memory.allocate(bytes)!;
            expect(block.bytes).to.be.at.least(Math.max(1, bytes));
            expect(block.address % 64).to.equal(0);
            expect(block.address + block.bytes).to.be.at.most(memory.memories[0]!.buffer.byteLength);
            for (const other of held) {
              const apart =
                block.address + block.bytes <= other.address || other.address + other.bytes <= block.address;
              expect(apart).to.equal(true);
            }
            held.push(block);
          }
          expect(memory.allocatedBytes).to.equal(held.reduce((sum, each) => sum + each.bytes, 0));
        }
        for (const block of held) memory.release(block);
        expect(memory.allocatedBytes).to.equal(0);
      }),
      { numRuns: 200 },
    );
  });

  it('never gives address 0', () => {
    expect(new SharedMemory({ pages: 4, banks: 1 }).allocate(1)!.address).to.be.above(0);
  });

  it('uses what was given back before it grows, and joins neighbours in whatever order they come', () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [0, 2, 1],
      [1, 2, 0],
    ]) {
      const memory = new SharedMemory({ pages: 64, banks: 1 });
      const blocks = [0, 1, 2].map(() => memory.allocate(1000)!);
      const behind = memory.allocate(64)!;
      for (const index of order) memory.release(blocks[index]!);
      const size = memory.memories[0]!.buffer.byteLength;
      const whole = memory.allocate(3000)!;
      expect(whole.address).to.equal(blocks[0]!.address);
      expect(memory.memories[0]!.buffer.byteLength).to.equal(size);
      memory.release(behind);
      memory.release(whole);
      expect(memory.allocate(5000)!.address).to.equal(blocks[0]!.address);
    }
  });

  it('splits a block that is larger than what is asked for', () => {
    const memory = new SharedMemory({ pages: 64, banks: 1 });
    const [large, behind] = [memory.allocate(640)!, memory.allocate(64)!];
    memory.release(large);
    const [first, second] = [memory.allocate(64)!, memory.allocate(576)!];
    expect([first.address, second.address]).to.deep.equal([large.address, large.address + 64]);
    expect(memory.allocate(64)!.address).to.equal(behind.address + 64);
  });

  it('keeps views and their numbers when it grows', () => {
    const memory = new SharedMemory({ pages: 1024, banks: 1 });
    const block = memory.allocate(400)!;
    const view = memory.view(Float32Array, block.address, 100).fill(7);
    const size = memory.memories[0]!.buffer.byteLength;
    const large = memory.allocate(100 * PAGE)!;
    expect(memory.memories[0]!.buffer.byteLength).to.be.above(size);
    expect(view.length).to.equal(100);
    expect(view.every((each) => each === 7)).to.equal(true);
    view[3] = 9;
    expect(memory.view(Float32Array, block.address, 100)[3]).to.equal(9);
    memory.view(Uint8Array, large.address, large.bytes).fill(1);
    expect(view[99]).to.equal(7);
  });

  it('has further banks where one is full, and uses the first that has room', () => {
    const memory = new SharedMemory({ pages: 2, banks: 3 });
    const blocks = [1, 2, 3].map(() => memory.allocate(100_000)!);
    expect(blocks.map(({ address }) => bankOf(address))).to.deep.equal([0, 1, 2]);
    expect(blocks.map(({ address }) => address)).to.deep.equal([64, 2 ** 32 + 64, 2 * 2 ** 32 + 64]);
    expect(memory.allocate(100_000)).to.equal(undefined);
    expect(memory.allocatedBytes).to.equal(3 * 100_032);
    blocks.forEach((block, i) => {
      memory.view(Float32Array, block.address, 25_000).fill(i + 1);
    });
    expect(blocks.map(({ address }) => memory.view(Float32Array, address, 25_000)[24_999])).to.deep.equal([
      1, 2, 3,
    ]);
    expect(memory.bankView(1)[67]).to.equal(0x40);
    memory.release(blocks[1]!);
    expect(bankOf(memory.allocate(10_000)!.address)).to.equal(0);
    expect(memory.allocate(100_000)!.address).to.equal(blocks[1]!.address);
    expect(memory.memories.map(({ buffer }) => buffer.byteLength)).to.deep.equal([
      2 * PAGE,
      2 * PAGE,
      2 * PAGE,
    ]);
  });

  it('makes no bank for a block that is larger than one', () => {
    const memory = new SharedMemory({ pages: 2 });
    expect(memory.allocate(2 * PAGE)).to.equal(undefined);
    expect(memory.memories.length).to.equal(1);
  });

  it('keeps a part of the first bank for what must lie there', () => {
    const memory = new SharedMemory({ pages: 16 });
    while (bankOf(memory.allocate(16_384)!.address) === 0);
    expect(bankOf(memory.allocate(16_384)!.address)).to.equal(1);
    const kept = Array.from({ length: 4 }, () => memory.allocateFirst(16_000));
    expect(kept.every((block) => block !== undefined && bankOf(block.address) === 0)).to.equal(true);
    while (memory.allocateFirst(16_000) !== undefined);
    expect(memory.allocate(64)).to.not.equal(undefined);
  });

  it('gives no more bytes than its limit, in whichever bank there is room', () => {
    const memory = new SharedMemory({ pages: 2, bytes: 200_000 });
    const first = memory.allocate(100_000)!;
    expect([memory.hasBytes(99_968), memory.hasBytes(99_969)]).to.deep.equal([true, false]);
    expect([memory.allocate(100_000), memory.allocateFirst(100_000)]).to.deep.equal([undefined, undefined]);
    memory.allocate(99_968);
    memory.release(first);
    expect(memory.allocate(100_000)!.address).to.equal(first.address);
  });

  it('takes address space only: the machine gives memory where something is written', () => {
    const memory = new SharedMemory({ bytes: 2 ** 36 });
    const before = process.memoryUsage.rss();
    const blocks = Array.from({ length: 4 }, () => memory.allocate(3 * 2 ** 30)!);
    expect(blocks.map(({ address }) => bankOf(address))).to.deep.equal([0, 1, 2, 3]);
    for (const { address, bytes } of blocks) memory.view(Uint8Array, address + bytes - 8, 8).fill(1);
    expect(process.memoryUsage.rss() - before).to.be.below(2 ** 28);
  });

  it('says when the address space is used up, and goes on with what it has', () => {
    const memory = new SharedMemory({ pages: 4, banks: 1 });
    expect(memory.allocate(5 * PAGE)).to.equal(undefined);
    expect(memory.allocatedBytes).to.equal(0);
    const block = memory.allocate(3 * PAGE)!;
    expect(memory.allocate(PAGE)).to.equal(undefined);
    memory.release(block);
    expect(memory.allocate(3 * PAGE + 64)!.address).to.equal(block.address);
  });

  it('is one for the process', () => {
    expect(getSharedMemory()).to.be.instanceOf(SharedMemory);
    expect(getSharedMemory()).to.equal(getSharedMemory());
  });
});
