// Tokens in batches. Place t of a row predicts the token after it, so N tokens hold N - 1 targets.
import { codexError, type SplitName, type TokenBatch } from '@codex-ml/plugin-api';
import type { SplitData } from './split-data.js';

/** Target of a position that carries no loss. */
export const IGNORED = -100;

/** Blocks that cover every target of `tokens` tokens once; the last may be partly padding. */
export function blockCount(tokens: number, context: number): number {
  return Math.ceil((tokens - 1) / context);
}

/** @throws CML4302 where a split has fewer tokens than are needed */
export function requireTokens(split: SplitName, tokens: number, needed: number): void {
  if (tokens < needed) throw codexError('CML4302', { split, tokens, needed });
}

/**
 * An empty batch: padding everywhere.
 * @param documents whether it says which document each place belongs to; default false
 */
export function paddedBatch(rows: number, length: number, documents = false): TokenBatch {
  const size = rows * length;
  return {
    rows,
    length,
    inputs: new Int32Array(size),
    targets: new Int32Array(size).fill(IGNORED),
    weights: new Float32Array(size),
    ...(documents ? { documents: new Int32Array(size) } : {}),
  };
}

/**
 * Write `count` tokens from `start` on to the places from `place` on, each with the token after it as its target. A target that is not
 * learned is ignored and has no weight.
 */
export function writeTokens(
  { inputs, targets, weights }: TokenBatch,
  place: number,
  { tokens, learn }: Pick<SplitData, 'tokens' | 'learn'>,
  start: number,
  count: number,
): void {
  inputs.set(tokens.subarray(start, start + count), place);
  if (learn === undefined) {
    targets.set(tokens.subarray(start + 1, start + 1 + count), place);
    weights.fill(1, place, place + count);
    return;
  }
  for (let i = 0; i < count; i++) {
    if (learn[start + 1 + i] === 0) continue;
    targets[place + i] = tokens[start + 1 + i]!;
    weights[place + i] = 1;
  }
}
