// The engine under the conformance suite, on each of its devices.
import tfjs from '@codex-ml/engine-tfjs/dist/tfjs.js';
import { describeConformance } from '@codex-ml/testkit';

describeConformance(tfjs, { title: 'on wasm', options: { device: 'wasm' } });
describeConformance(tfjs, { title: 'on cpu', options: { device: 'cpu' } });
