// Few rows times a transposed matrix as a function of WebAssembly: dot products with the rows of the matrix, one row after the other.
import { type Code, f32x4, get, i32, set } from '../../wasm/code.js';
import type { WasmFunction } from '../../wasm/encode-module.js';
import { FunctionLocals, increase, timesFour, whileLess } from '../function-locals.js';
import { BEGIN, END } from '../region-frame.js';
import { type ProductBanks, readDescriptor } from './descriptor.js';

/** Sums of four numbers that are added up side by side. */
const SIDES = 4;

/**
 * sums[r, n] = Σ_k x[r, k] · matrix[n, k], for n of a range. Sixteen sums are added up side by side and then put together, in the same
 * way for any number of rows.
 */
export function dotProducts(banks: ProductBanks): WasmFunction {
  const locals = new FunctionLocals();
  const { find, word } = readDescriptor(locals);
  const { x, matrix, row, n, at, stop } = locals.named('x', 'matrix', 'row', 'n', 'at', 'stop');
  const { result, pitch, r, rows } = locals.named('result', 'pitch', 'r', 'rows');
  const sides = locals.many(SIDES, 'v128');
  const sum = sides[0]!;
  const add = (side: number, load = f32x4.load): Code => [
    ...[...get(x), ...load(banks.x, side * 16), ...get(at), ...load(banks.matrix, side * 16)],
    ...[...get(sides[side]!), ...f32x4.multiplyAdd(), ...set(sides[side]!)],
  ];
  /** Goes on while a whole step of so many bytes fits. */
  const go = (step: number, body: Code): Code => [
    ...[...get(matrix), ...get(row), ...i32.const(-step), ...i32.and(), ...i32.add(), ...set(stop)],
    ...whileLess(at, stop, body, increase(at, i32.const(step)), increase(x, i32.const(step))),
  ];
  const both = (a: number, b: number): Code => [...get(sides[a]!), ...get(sides[b]!), ...f32x4.add()];
  const lane = (index: number): Code => [...get(sum), ...f32x4.lane(index), ...f32x4.splat()];
  return locals.finish([
    ...find,
    ...[...timesFour(word('inner')), ...set(row)],
    ...[...timesFour(word('columns')), ...set(pitch)],
    ...[...word('rows'), ...set(rows)],
    ...[...word('matrix'), ...get(BEGIN), ...get(row), ...i32.mul(), ...i32.add(), ...set(matrix)],
    ...[...get(BEGIN), ...set(n)],
    ...whileLess(
      n,
      END,
      // The rows of x lie one behind the other.
      [...word('x'), ...set(x), ...i32.const(0), ...set(r)],
      [...word('sums'), ...timesFour(get(n)), ...i32.add(), ...set(result)],
      whileLess(
        r,
        rows,
        sides.flatMap((side) => [...f32x4.const(0), ...set(side)]),
        [...get(matrix), ...set(at)],
        go(
          16 * SIDES,
          sides.flatMap((_, side) => add(side)),
        ),
        go(16, add(0)),
        go(4, add(0, f32x4.loadFirst)),
        [...both(0, 1), ...both(2, 3), ...f32x4.add(), ...set(sum)],
        [...get(result), ...lane(0), ...lane(1), ...f32x4.add(), ...lane(2), ...lane(3), ...f32x4.add()],
        [...f32x4.add(), ...f32x4.storeFirst(banks.sums)],
        increase(result, get(pitch)),
        increase(r, i32.const(1)),
      ),
      increase(matrix, get(row)),
      increase(n, i32.const(1)),
    ),
  ]);
}
