// A group of nodes as a step whose parts the threads of the team compute side by side.
import type { ThreadTeam } from '../loops/thread-team.js';
import type { GraphMemory } from '../memory/graph-memory.js';
import type { NativeOrt } from '../native/native-ort.js';
import { TASK } from '../native/ort-task.js';
import { afterMoves } from '../state/storage-epoch.js';
import type { EncodedPart } from './encode-part.js';
import type { SegmentSession, SegmentUse } from './segment-session.js';

export interface PartWithSession {
  readonly part: EncodedPart;
  /** One that runs in the thread that starts it. */
  readonly session: SegmentSession;
}

/** @throws OutOfMemory */
export function bindParts(
  parts: readonly PartWithSession[],
  ort: NativeOrt,
  memory: GraphMemory,
  team: ThreadTeam,
): SegmentUse {
  const length = parts.length * TASK.numbers;
  const block = memory.allocateFirst(length * 8);
  const numbers = memory.shared.view(Float64Array, block.address, length);
  const uses = parts.map(({ part, session }, task) => session.describe!(part, memory, { numbers, task }));
  const tasks = parts.map((_, task) => ({ begin: task, end: task + 1, part: task }));
  const runTask = (task: number): void => ort.runTask(numbers, task);
  const follow = afterMoves(() => {
    for (const use of uses) use.followMoves();
  });
  return {
    run() {
      follow();
      team.runTasks(block.address, tasks, runTask);
    },
    release() {
      for (const use of uses) use.release();
    },
  };
}
