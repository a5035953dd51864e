// Leaves out what an update does when its gradients have overflowed. Part of a program: nothing is decided while it is recorded.
import type { Tensor, TfCore, Variable } from '@codex-ml/plugin-api';

/**
 * Run `update`, then put every variable back unless `norm` is a finite number. An array that became infinite or no number
 * does not spread: the old values are chosen, not computed.
 * @param norm scalar over all gradients: it is finite only where each of them is
 * @param variables all that `update` may assign
 */
export function unlessOverflow(
  tf: TfCore,
  norm: Tensor,
  variables: readonly Variable[],
  update: () => void,
): void {
  const before = variables.map((variable) => tf.clone<Tensor>(variable));
  update();
  const finite = tf.isFinite(norm);
  variables.forEach((variable, i) => {
    variable.assign(tf.where(finite, variable, before[i]!));
  });
}
