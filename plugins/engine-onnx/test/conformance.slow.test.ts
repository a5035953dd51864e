// The engine under the conformance suite.
import onnx from '@codex-ml/engine-onnx/dist/onnx.js';
import { describeConformance } from '@codex-ml/testkit';

describeConformance(onnx, { title: 'on cpu', options: { device: 'cpu' } });
describeConformance(onnx, { title: 'on cpu with one thread', options: { threads: 1 } });
