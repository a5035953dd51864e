// Packing: how a row of tokens is cut into blocks. Row t of a block predicts the token after it, so N tokens hold N - 1 targets.
import { codexError, type SplitName, type TokenBatch } from '@codex-ml/plugin-api';
import type { Tokens } from './token-store.js';

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

/** An empty batch: padding everywhere. */
export function paddedBatch(rows: number, length: number): TokenBatch {
  const size = rows * length;
  return {
    rows,
    length,
    inputs: new Int32Array(size),
    targets: new Int32Array(size).fill(IGNORED),
    weights: new Float32Array(size),
  };
}

/**
 * Write one block to row `row` of a padded batch. Targets lie on a ring of `blockCount * context` places, the ones after the last
 * target being padding; block b covers the places from `phase + b * context` on. With phase 0 these are the plain blocks; with
 * another, one block holds the end of the text and then its beginning.
 */
export function writeBlock(
  batch: TokenBatch,
  row: number,
  tokens: Tokens,
  block: number,
  phase: number,
): void {
  const { length: context, inputs, targets, weights } = batch;
  const places = blockCount(tokens.length, context) * context;
  const last = tokens.length - 1;
  for (let t = 0; t < context; t++) {
    const place = (phase + block * context + t) % places;
    if (place >= last) continue;
    const at = row * context + t;
    inputs[at] = tokens[place]!;
    targets[at] = tokens[place + 1]!;
    weights[at] = 1;
  }
}
