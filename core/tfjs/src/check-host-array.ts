// Checks what is written to a variable.
import { codexError, type HostArray, type Variable } from '@codex-ml/plugin-api';
import { describeData, HOST_ARRAYS } from './describe-tensor.js';

/** @throws CML5107 unless `data` has the element type and the size of the variable */
export function checkHostArray({ name, dtype, size }: Variable, data: HostArray): void {
  const Expected = HOST_ARRAYS[dtype as keyof typeof HOST_ARRAYS];
  if (data instanceof Expected && data.length === size) return;
  const expected = `${Expected.name} of ${size}`;
  throw codexError('CML5107', { variable: name, expected, received: describeData(data) });
}
