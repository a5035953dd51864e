// Scores as the Rust library has them once it has read them from JSON: now and then the neighbour of the number that is written.

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/**
 * All digits as one whole number, rounded, then divided by a power of ten, rounded again. Where ways to cut a text have equal sums but
 * for rounding, as `0·000` and `000·0`, such a last bit decides which one is taken.
 * @param score its shortest decimal is what files have
 */
export function scoreAsWritten(score: number): number {
  const parts = DECIMAL.exec(String(score));
  if (parts === null) return score; // not finite: never read from a file
  const [, sign, whole, fraction = '', power = '0'] = parts;
  const exponent = Number(power) - fraction.length;
  const digits = Number(`${whole}${fraction}`);
  const size = exponent < 0 ? divide(digits, -exponent) : digits * Number(`1e${exponent}`);
  return sign === '-' ? -size : size;
}

/** In two steps where the power of ten is beyond all numbers. */
function divide(digits: number, power: number): number {
  return power > 308 ? divide(digits / 1e308, power - 308) : digits / Number(`1e${power}`);
}
