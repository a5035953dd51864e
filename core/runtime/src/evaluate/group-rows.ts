// Rows of batches in groups of one size. The bits of a product of matrices may depend on its size: here every row is computed in
// one of the same size, whatever batches it came in.
import { IGNORED_TARGET } from '@codex-ml/nn';
import type { TokenBatch } from '@codex-ml/plugin-api';

export interface RowGroup {
  readonly batch: TokenBatch;
  /** Rows that come from the data; those behind them are padding without weight. */
  readonly filled: number;
}

/**
 * Keeps the order of the rows, and leaves out those that carry no loss. A change of form, and the end, close a group early.
 */
export function* groupRows(batches: Iterable<TokenBatch>, rows: number): Generator<RowGroup> {
  let group: GroupBuilder | undefined;
  for (const batch of batches) {
    for (let row = 0; row < batch.rows; row++) {
      if (!carriesLoss(batch, row)) continue;
      if (group !== undefined && !group.takes(batch)) {
        yield group.finish();
        group = undefined;
      }
      group ??= new GroupBuilder(rows, batch.length, batch.documents !== undefined);
      group.add(batch, row);
      if (group.filled === rows) {
        yield group.finish();
        group = undefined;
      }
    }
  }
  if (group !== undefined) yield group.finish();
}

function carriesLoss({ length, weights }: TokenBatch, row: number): boolean {
  return weights.subarray(row * length, (row + 1) * length).some((weight) => weight !== 0);
}

class GroupBuilder {
  filled = 0;
  readonly #batch: TokenBatch;

  constructor(
    rows: number,
    readonly length: number,
    documents: boolean,
  ) {
    const size = rows * length;
    this.#batch = {
      rows,
      length,
      inputs: new Int32Array(size),
      targets: new Int32Array(size).fill(IGNORED_TARGET),
      weights: new Float32Array(size),
      ...(documents ? { documents: new Int32Array(size) } : {}),
    };
  }

  takes({ length, documents }: TokenBatch): boolean {
    return length === this.length && (documents === undefined) === (this.#batch.documents === undefined);
  }

  add(from: TokenBatch, row: number): void {
    const [begin, end] = [row * this.length, (row + 1) * this.length];
    const place = this.filled * this.length;
    this.#batch.inputs.set(from.inputs.subarray(begin, end), place);
    this.#batch.targets.set(from.targets.subarray(begin, end), place);
    this.#batch.weights.set(from.weights.subarray(begin, end), place);
    if (from.documents !== undefined) this.#batch.documents?.set(from.documents.subarray(begin, end), place);
    this.filled++;
  }

  finish(): RowGroup {
    return { batch: this.#batch, filled: this.filled };
  }
}
