// Every metric of this package under the conformance suite.
import bitsPerByte from '@codex-ml/metrics/dist/bits-per-byte.js';
import perplexity from '@codex-ml/metrics/dist/perplexity.js';
import tokenAccuracy from '@codex-ml/metrics/dist/token-accuracy.js';
import { describeConformance } from '@codex-ml/testkit';
import { observe } from './observe.js';

const LN4 = Math.log(4);

describeConformance(perplexity, {
  known: [
    {
      name: 'a uniform guess over 4 tokens',
      observations: [observe([{ nll: LN4 }, { nll: LN4 }])],
      value: 4,
    },
    {
      name: 'probabilities 1/2 and 1/8, whose geometric mean is 1/4',
      observations: [observe([{ nll: Math.log(2) }]), observe([{ nll: Math.log(8) }])],
      value: 4,
    },
    { name: 'padding alone', observations: [observe([{ nll: 1, weight: 0 }])], value: null },
  ],
  // nll arrives in float32.
  tolerance: 1e-6,
});

describeConformance(bitsPerByte, {
  known: [
    {
      name: '2 bits for 1 byte and 2 bits for 3 bytes',
      observations: [
        observe([
          { nll: LN4, bytes: 1 },
          { nll: LN4, bytes: 3 },
        ]),
      ],
      value: 1,
    },
    { name: 'padding alone', observations: [observe([{ nll: 1, weight: 0 }])], value: null },
  ],
  tolerance: 1e-6,
});

describeConformance(tokenAccuracy, {
  known: [
    {
      name: '2 of 3 right, and a fourth that is padding',
      observations: [
        observe([
          { nll: 0, target: 5, prediction: 5 },
          { nll: 0, target: 2, prediction: 5 },
          { nll: 0, target: 1, prediction: 1 },
          { nll: 0, target: 3, prediction: 3, weight: 0 },
        ]),
      ],
      value: 2 / 3,
    },
    { name: 'padding alone', observations: [observe([{ nll: 1, weight: 0 }])], value: null },
  ],
});
