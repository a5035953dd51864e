// Finds the storage of a variable, and gives it one where tfjs keeps its values elsewhere.
import { codexError, type DType, type TfCore, type Variable } from '@codex-ml/plugin-api';
import { BACKEND, type TraceBackend } from '../tracing/trace-backend.js';
import { withBackend } from '../tracing/with-backend.js';
import { StoredArray } from './stored-array.js';

/**
 * The one storage of this variable: no other tensor shares it, so that it may be overwritten. Eager ops and assignments
 * outside of programs move values to other backends; then they are fetched back.
 * @throws CML5104 for a disposed variable
 */
export function getStored(tf: TfCore, backend: TraceBackend, variable: Variable): StoredArray {
  const { name, shape, dataId } = variable;
  if (variable.isDisposed) throw codexError('CML5104', { name: `variable ${name}` });
  const existing = backend.stored(dataId);
  if (existing !== undefined && backend.refCount(dataId) === 1) return existing;
  const dtype = variable.dtype as DType;
  const array = new StoredArray(
    shape,
    dtype,
    tf.engine().readSync(dataId) as Float32Array | Int32Array | Uint8Array,
  );
  // tfjs counts references to a variable's values in the backend that is active.
  withBackend(tf, BACKEND, () => {
    const info = { dataId: backend.store(array), shape, dtype };
    const tensor = tf.engine().makeTensorFromTensorInfo(info, backend);
    variable.assign(tensor);
    tensor.dispose();
  });
  return array;
}
