// The transpose of a matrix as a function of WebAssembly. Sixteen rows are read side by side and fill whole cache lines of the result.
import { type Code, f32x4, get, i32, select, set, tee, v128 } from '../../wasm/code.js';
import type { WasmFunction } from '../../wasm/encode-module.js';
import { FunctionLocals, increase, timesFour, whileLess } from '../function-locals.js';
import { ARGUMENTS, BEGIN, END } from '../region-frame.js';

/** What the function reads from its arguments: words of 32 bits, addresses within banks and numbers. */
export const WORDS = { x: 0, result: 1, rows: 2, columns: 3, count: 4 } as const;

/** In which bank of the memory each array lies. */
export interface TransposeBanks {
  readonly x: number;
  readonly result: number;
}

/** Columns that are gone through before the next rows, so that what is written of the result stays in the nearest caches. */
const TILE = 64;

/** Lanes of two vectors a and b: a has 0 to 3, b 4 to 7. */
const FIRST_HALVES = [0, 4, 1, 5];
const SECOND_HALVES = [2, 6, 3, 7];
const FIRST_PAIRS = [0, 1, 4, 5];
const SECOND_PAIRS = [2, 3, 6, 7];

/** result[c, r] = x[r, c] for all rows r and c of a range. */
export function turnColumns(banks: TransposeBanks): WasmFunction {
  const locals = new FunctionLocals();
  const word = (name: Exclude<keyof typeof WORDS, 'count'>): Code => [
    ...get(ARGUMENTS),
    ...i32.load(0, WORDS[name] * 4),
  ];
  const { x, result, rows, pitch, width } = locals.named('x', 'result', 'rows', 'pitch', 'width');
  const { first, last, row, limit } = locals.named('first', 'last', 'row', 'limit');
  const { from, stop, at, to, into } = locals.named('from', 'stop', 'at', 'to', 'into');
  const vectors = locals.many(4, 'v128');
  const halves = locals.many(4, 'v128');
  const [a, b, c, d] = vectors as [number, number, number, number];
  const [ab, ab2, cd, cd2] = halves as [number, number, number, number];
  const mix = (one: number, other: number, lanes: readonly number[]): Code => [
    ...[...get(one), ...get(other), ...v128.shuffle(lanes)],
  ];
  /** Four rows and four columns, turned; `at` and `into` go on. @param group of rows: how far to the right in the result */
  const turnFour = (group: number): Code => [
    ...vectors.flatMap((vector) => [
      ...[...get(at), ...f32x4.load(banks.x), ...set(vector)],
      ...increase(at, get(pitch)),
    ]),
    ...[...mix(a, b, FIRST_HALVES), ...set(ab), ...mix(a, b, SECOND_HALVES), ...set(ab2)],
    ...[...mix(c, d, FIRST_HALVES), ...set(cd), ...mix(c, d, SECOND_HALVES), ...set(cd2)],
    ...[...get(to), ...set(into)],
    ...[
      mix(ab, cd, FIRST_PAIRS),
      mix(ab, cd, SECOND_PAIRS),
      mix(ab2, cd2, FIRST_PAIRS),
      mix(ab2, cd2, SECOND_PAIRS),
    ].flatMap((turned) => [
      ...[...get(into), ...turned, ...f32x4.store(banks.result, group * 16)],
      ...increase(into, get(width)),
    ]),
  ];
  const turnOne = (index: number): Code => [
    ...[...get(to), ...get(at), ...f32x4.loadSplat(banks.x), ...f32x4.storeFirst(banks.result, index * 4)],
    ...increase(at, get(pitch)),
  ];
  /** Goes along the columns of the tile while a whole step of so many fits. */
  const along = (columns: number, body: Code): Code => [
    // Where the last step may begin is before `stop`.
    ...[...get(x), ...get(row), ...get(pitch), ...i32.mul(), ...i32.add()],
    ...[...timesFour(get(last)), ...i32.add(), ...i32.const(4 * (columns - 1)), ...i32.sub(), ...set(stop)],
    ...whileLess(
      from,
      stop,
      [...get(from), ...set(at)],
      body,
      increase(from, i32.const(4 * columns)),
      increase(to, [...get(width), ...i32.const(columns), ...i32.mul()]),
    ),
  ];
  /** All columns of the tile for so many rows at a time, while as many are left. */
  const block = (count: number): Code => [
    ...[...get(rows), ...i32.const(count - 1), ...i32.sub(), ...set(limit)],
    // Fewer rows than that: less than none.
    ...[...i32.const(0), ...get(limit), ...get(rows), ...i32.const(count), ...i32.less(), ...select()],
    ...set(limit),
    ...whileLess(
      row,
      limit,
      [...get(x), ...get(row), ...get(pitch), ...i32.mul(), ...i32.add()],
      [...timesFour(get(first)), ...i32.add(), ...set(from)],
      [...get(result), ...get(first), ...get(width), ...i32.mul(), ...i32.add()],
      [...timesFour(get(row)), ...i32.add(), ...set(to)],
      count < 4 ? [] : along(4, range(count / 4).flatMap(turnFour)),
      along(1, range(count).flatMap(turnOne)),
      increase(row, i32.const(count)),
    ),
  ];
  return locals.finish([
    ...[...word('x'), ...set(x), ...word('result'), ...set(result)],
    ...[...word('rows'), ...tee(rows), ...i32.const(4), ...i32.mul(), ...set(width)],
    ...[...timesFour(word('columns')), ...set(pitch)],
    ...[...get(BEGIN), ...set(first)],
    ...whileLess(
      first,
      END,
      [...get(first), ...i32.const(TILE), ...i32.add(), ...set(last)],
      [...get(last), ...get(END), ...get(last), ...get(END), ...i32.less(), ...select(), ...set(last)],
      [...i32.const(0), ...set(row)],
      block(16),
      block(4),
      block(1),
      [...get(last), ...set(first)],
    ),
  ]);
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
