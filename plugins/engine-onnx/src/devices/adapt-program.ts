// A traced program in the operators and types that a device is to compute it with.
import { castProducts } from '../precision/cast-products.js';
import type { ProductType } from '../precision/precisions.js';
import { rewriteProgram } from '../rewrite/rewrite-program.js';
import { spellOutProduct } from '../rewrite/spell-out-products.js';
import type { TracedProgram } from '../tracing/trace-program.js';
import type { StartedDevice } from './start-device.js';

/** @param longestSum numbers that a product in half precision may add up */
export function adaptProgram(
  traced: TracedProgram,
  { fusedProducts }: Pick<StartedDevice, 'fusedProducts'>,
  type: ProductType,
  longestSum: number = Number.POSITIVE_INFINITY,
): TracedProgram {
  const plain = fusedProducts ? traced : rewriteProgram(traced, spellOutProduct);
  return type === 'float32' ? plain : rewriteProgram(plain, castProducts(type, longestSum));
}
