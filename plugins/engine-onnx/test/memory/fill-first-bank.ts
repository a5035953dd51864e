// Makes the memory of the process give blocks beyond its first 4 GiB. Nothing is written, so that no memory of the machine is taken.
import {
  bankOf,
  type MemoryBlock,
  type SharedMemory,
} from '@codex-ml/engine-onnx/dist/memory/shared-memory.js';

/** Takes what there is in the first bank but for the part that is kept for blocks that must lie there. @returns gives it back */
export function fillFirstBank(memory: SharedMemory): () => void {
  const taken: MemoryBlock[] = [];
  for (let bytes = 2 ** 31; bytes >= 64; bytes /= 2) {
    for (;;) {
      const block = memory.allocate(bytes);
      if (block === undefined) break;
      if (bankOf(block.address) > 0) {
        memory.release(block);
        break;
      }
      taken.push(block);
    }
  }
  return () => {
    for (const block of taken.splice(0)) memory.release(block);
  };
}
