// Few rows times a matrix as a function of WebAssembly. It takes as long as reading the matrix, and memory is read fastest from one
// end to the other: so each row of the matrix, scaled by a number of x, is added to sums in the processor's nearest cache.
import { type Code, f32x4, fillMemory, get, i32, select, set, tee } from '../../wasm/code.js';
import type { WasmFunction } from '../../wasm/encode-module.js';
import { FunctionLocals, increase, timesFour, whileLess } from '../function-locals.js';
import { BEGIN, END } from '../region-frame.js';
import { PIECE, type ProductBanks, readDescriptor, TILE } from './descriptor.js';

/**
 * sums[piece, r, c] = Σ_k x[r, k] · matrix[k, c], over k of a range and the columns of a tile. What is added up for a row, and in
 * which order, does not depend on the number of rows.
 * @param rows r < rows
 */
export function alongRows(rows: number, banks: ProductBanks): WasmFunction {
  const locals = new FunctionLocals();
  const { find, word } = readDescriptor(locals);
  const { x, xRow, k, matrix, row, first, length } = locals.named(
    ...(['x', 'xRow', 'k', 'matrix', 'row', 'first', 'length'] as const),
  );
  const { sums, place, stop, at } = locals.named('sums', 'place', 'stop', 'at');
  const scales = locals.many(rows, 'v128');
  const weights = locals.many(2, 'v128');
  /** Bytes from the first row of sums to each. */
  const pitches = locals.many(rows, 'i32');

  const addGroups = (groups: readonly number[], tail: boolean): Code => [
    ...groups.flatMap((weight, g) => [
      ...[...get(matrix), ...(tail ? f32x4.loadSplat : f32x4.load)(banks.matrix, g * 16), ...set(weight)],
    ]),
    ...scales.flatMap((scale, r) => [
      ...[...get(place), ...get(pitches[r]!), ...i32.add(), ...set(at)],
      ...groups.flatMap((weight, g) => [
        ...[...get(at), ...get(weight), ...get(scale)],
        ...[...get(at), ...(tail ? f32x4.loadSplat : f32x4.load)(banks.sums, g * 16)],
        ...[...f32x4.multiplyAdd(), ...(tail ? f32x4.storeFirst : f32x4.store)(banks.sums, g * 16)],
      ]),
    ]),
  ];
  /** Goes on while a whole step of so many bytes fits. */
  const go = (step: number, body: Code): Code => [
    ...[...get(sums), ...get(length), ...i32.const(-step), ...i32.and(), ...i32.add(), ...set(stop)],
    ...whileLess(place, stop, body, increase(place, i32.const(step)), increase(matrix, i32.const(step))),
  ];
  return locals.finish([
    ...find,
    ...[...timesFour(word('columns')), ...set(row)],
    ...[...timesFour(word('inner')), ...set(xRow)],
    ...pitches.flatMap((pitch, r) => [...get(row), ...i32.const(r), ...i32.mul(), ...set(pitch)]),
    // The last tile may be shorter.
    ...[...TILE, ...timesFour(word('tile')), ...i32.mul(), ...set(first)],
    ...[...get(row), ...get(first), ...i32.sub(), ...tee(length), ...timesFour(word('tile'))],
    ...[...get(length), ...timesFour(word('tile')), ...i32.less(), ...select(), ...set(length)],
    ...[...word('sums'), ...PIECE, ...get(row), ...i32.const(rows), ...i32.mul(), ...i32.mul()],
    ...[...i32.add(), ...get(first), ...i32.add(), ...set(sums)],
    ...[...word('matrix'), ...get(BEGIN), ...get(row), ...i32.mul(), ...i32.add()],
    ...[...get(first), ...i32.add(), ...set(matrix)],
    ...[...word('x'), ...timesFour(get(BEGIN)), ...i32.add(), ...set(x)],
    ...pitches.flatMap((pitch) => [
      ...[...get(sums), ...get(pitch), ...i32.add(), ...i32.const(0), ...get(length)],
      ...fillMemory(banks.sums),
    ]),
    ...[...get(BEGIN), ...set(k)],
    ...whileLess(
      k,
      END,
      [...get(x), ...set(at)],
      scales.flatMap((scale) => [
        ...[...get(at), ...f32x4.loadSplat(banks.x), ...set(scale)],
        ...increase(at, get(xRow)),
      ]),
      [...get(sums), ...set(place)],
      go(32, addGroups(weights, false)),
      go(16, addGroups(weights.slice(1), false)),
      go(4, addGroups(weights.slice(1), true)),
      increase(matrix, [...get(row), ...get(length), ...i32.sub()]),
      increase(x, i32.const(4)),
      increase(k, i32.const(1)),
    ),
  ]);
}
