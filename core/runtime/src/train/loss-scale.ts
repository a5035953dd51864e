// Dynamic loss scaling (Micikevicius et al. 2018, "Mixed Precision Training"): the scale rises until gradients overflow, then halves.

/** What the next update scales its loss by. Part of the state of training, so that a resumed run goes on with it. */
export type LossScale = {
  /** A power of two: scaling by it rounds nothing. */
  readonly factor: number;
  /** Updates since the factor changed. */
  readonly updates: number;
};

export const INITIAL_LOSS_SCALE: LossScale = Object.freeze({ factor: 2 ** 16, updates: 0 });

export const SMALLEST_FACTOR = 1;
const LARGEST_FACTOR = 2 ** 24;
/** Updates without overflow after which the factor doubles. */
const PATIENCE = 2000;

/** The scale after an update. */
export function nextLossScale({ factor, updates }: LossScale, overflowed: boolean): LossScale {
  if (overflowed) return { factor: Math.max(SMALLEST_FACTOR, factor / 2), updates: 0 };
  if (updates + 1 < PATIENCE) return { factor, updates: updates + 1 };
  return { factor: Math.min(LARGEST_FACTOR, factor * 2), updates: 0 };
}
