// The derivative of the logarithm of the gamma function.

/** For x > 0, to about 1e-14: the recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.5 and 6.3.18). */
export function digamma(x: number): number {
  let result = 0;
  let y = x;
  while (y < 10) {
    result -= 1 / y;
    y += 1;
  }
  const inverse = 1 / (y * y);
  const series =
    inverse *
    (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse * (1 / 132)))));
  return result + Math.log(y) - 1 / (2 * y) - series;
}
