// Batches of made-up tokens, for seeing what they take: what the tokens are makes no difference to that.
import type { RngStream, TokenBatch } from '@codex-ml/plugin-api';

export interface BatchForm {
  readonly rows: number;
  readonly length: number;
  readonly vocabularySize: number;
  /** Whether batches say which document each place belongs to. */
  readonly documents: boolean;
}

/** Documents of a row. Their number makes no difference either. */
const DOCUMENTS = 4;

/** Every place of a batch is learned. */
export function makeUpBatch(
  { rows, length, vocabularySize, documents }: BatchForm,
  rng: RngStream,
): TokenBatch {
  const size = rows * length;
  const tokens = () => Int32Array.from({ length: size }, () => rng.integer(vocabularySize));
  return {
    rows,
    length,
    inputs: tokens(),
    targets: tokens(),
    weights: new Float32Array(size).fill(1),
    ...(documents ? { documents: numberDocuments(rows, length) } : {}),
  };
}

/** [rows * length], numbered from 1 in each row. */
function numberDocuments(rows: number, length: number): Int32Array {
  return Int32Array.from(
    { length: rows * length },
    (_, i) => 1 + Math.floor(((i % length) * DOCUMENTS) / length),
  );
}
