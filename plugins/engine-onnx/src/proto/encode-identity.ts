// The model y = x for arrays of any shape.
import type { DType } from '@codex-ml/plugin-api';
import { DATA_TYPES, IR_VERSION, OPSET } from './encode-model.js';
import { ModelProto } from './onnx-schema.js';

export function encodeIdentity(dtype: DType): Uint8Array {
  const type = { tensor_type: { elem_type: DATA_TYPES[dtype] } };
  return ModelProto.encode({
    ir_version: IR_VERSION,
    producer_name: 'codex-ml',
    opset_import: [{ domain: '', version: OPSET }],
    graph: {
      name: 'identity',
      node: [{ op_type: 'Identity', name: 'identity', input: ['x'], output: ['y'] }],
      initializer: [],
      input: [{ name: 'x', type }],
      output: [{ name: 'y', type }],
    },
  }).finish();
}
