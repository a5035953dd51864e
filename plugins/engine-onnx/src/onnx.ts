// The `std/onnx` engine: each program is traced into one ONNX graph. tfjs and ONNX Runtime are loaded when an engine is made.
import { defineEngine } from '@codex-ml/plugin-api';
import { onnxOptions } from './onnx.options.js';

export default defineEngine({
  id: 'onnx',
  apiVersion: '^1.1',
  options: onnxOptions,
  async create({ options, ctx }) {
    const { createEngine } = await import('./create-engine.js');
    return createEngine(options, ctx);
  },
});
