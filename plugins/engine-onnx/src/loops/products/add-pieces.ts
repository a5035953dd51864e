// Puts sums together that were added up in pieces.
import { type Code, f32x4, get, i32, set, tee } from '../../wasm/code.js';
import type { WasmFunction } from '../../wasm/encode-module.js';
import { FunctionLocals, increase, timesFour, whileLess } from '../function-locals.js';
import { type ProductBanks, readDescriptor } from './descriptor.js';

/** result[i] = Σ_piece sums[piece, i], in the order of the pieces. @param pieces 2 or more */
export function addPieces(pieces: number, banks: ProductBanks): WasmFunction {
  const locals = new FunctionLocals();
  const { find, word } = readDescriptor(locals);
  const { size, from, to, at, end, stop } = locals.named('size', 'from', 'to', 'at', 'end', 'stop');
  const go = (step: number, load: typeof f32x4.load, store: typeof f32x4.store): Code =>
    whileLess(
      from,
      stop,
      [...get(to), ...get(from), ...load(banks.sums), ...get(from), ...set(at)],
      Array.from({ length: pieces - 1 }, () => [
        ...increase(at, get(size)),
        ...[...get(at), ...load(banks.sums), ...f32x4.add()],
      ]).flat(),
      store(banks.result),
      increase(from, i32.const(step)),
      increase(to, i32.const(step)),
    );
  return locals.finish([
    ...find,
    ...[...timesFour(word('columns')), ...word('rows'), ...i32.mul(), ...set(size)],
    ...[...word('result'), ...set(to)],
    ...[...word('sums'), ...tee(from), ...get(size), ...i32.add(), ...set(end)],
    ...[...get(from), ...get(size), ...i32.const(-16), ...i32.and(), ...i32.add(), ...set(stop)],
    ...go(16, f32x4.load, f32x4.store),
    ...[...get(end), ...set(stop)],
    ...go(4, f32x4.loadSplat, f32x4.storeFirst),
  ]);
}
