// The transpose of a matrix as a step, shared out among the threads by columns.
import { sizeOfShape, type Value } from '../../graph/value.js';
import type { GraphMemory } from '../../memory/graph-memory.js';
import { bankOf, placeInBank } from '../../memory/shared-memory.js';
import { rootOf } from '../../stages/root-of.js';
import { afterMoves } from '../../state/storage-epoch.js';
import { fixedFunctions } from '../fixed-functions.js';
import type { RowRange, TeamModule, ThreadTeam } from '../thread-team.js';
import { turnColumns, WORDS } from './turn-columns.js';

/** Numbers below which no other thread is woken. */
const ALONE_BELOW = 32_768;
/** Columns of a range, or more where there are many. */
const SHARE = 64;
const MOST_SHARES = 64;

/**
 * @param x of two axes or reshaped to two
 * @param result [columns, rows] of x
 * @throws OutOfMemory
 */
export function bindTranspose(
  x: Value,
  result: Value,
  memory: GraphMemory,
  team: ThreadTeam,
): { run(): void } {
  const block = memory.allocateFirst(WORDS.count * 4);
  const words = memory.shared.view(Int32Array, block.address, WORDS.count);
  const [rows, columns] = x.shape as [number, number];
  const ranges = shareColumns(columns);
  const together = sizeOfShape(x.shape) >= ALONE_BELOW;
  const moves = [x, result].some((value) => memory.moves(rootOf(value)));
  let module = place();
  const follow = afterMoves(() => {
    if (moves) module = place();
  });
  return {
    run() {
      follow();
      team.run(module, 0, block.address, ranges, together);
    },
  };

  function place(): TeamModule {
    const [from, to] = [x, result].map((value) => memory.addressOf(rootOf(value))) as [number, number];
    words[WORDS.x] = placeInBank(from);
    words[WORDS.result] = placeInBank(to);
    words[WORDS.rows] = rows;
    words[WORDS.columns] = columns;
    const banks = { x: bankOf(from), result: bankOf(to) };
    return fixedFunctions(team, 'transpose', Object.values(banks), () => [turnColumns(banks)]);
  }
}

function shareColumns(columns: number): RowRange[] {
  const share = SHARE * Math.ceil(columns / (SHARE * MOST_SHARES));
  return Array.from({ length: Math.ceil(columns / share) }, (_, part) => ({
    begin: part * share,
    end: Math.min(columns, (part + 1) * share),
    part,
  }));
}
