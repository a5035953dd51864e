// Token embedding, and the output head that shares its table.
import type { Tensor } from '@codex-ml/plugin-api';
import { projectOntoRows } from '../functional/project-onto-rows.js';
import { takeRows } from '../functional/take-rows.js';
import { normal } from '../initializers.js';
import type { ModuleScope } from '../module-scope.js';

export interface EmbeddingOptions {
  readonly rows: number;
  readonly width: number;
  /** Standard deviation of the initial table. */
  readonly std: number;
}

export interface Embedding {
  /** int32 [...] -> [..., width] */
  lookUp(ids: Tensor): Tensor;
  /** Tied head, [..., width] -> [..., rows]: the product with every row of the table. */
  score(x: Tensor): Tensor;
}

/** Parameter: `weight` [rows, width]. */
export function embedding(scope: ModuleScope, { rows, width, std }: EmbeddingOptions): Embedding {
  const table = scope.parameter('weight', { shape: [rows, width], initial: normal(std) });
  return {
    lookUp: (ids) => takeRows(scope, table, ids),
    score: (x) => projectOntoRows(scope, x, table),
  };
}
