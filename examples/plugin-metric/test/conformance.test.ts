// The conformance suite of metrics, with answers worked out by hand.
import { describeConformance } from '@codex-ml/testkit';
import lossQuantile from 'codex-ml-acme/dist/loss-quantile.js';
import { observe } from './observe.ts';

const oneToTen = observe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

describeConformance(lossQuantile, {
  title: 'the median',
  options: { quantile: 0.5, accuracy: 0.001 },
  known: [
    { name: 'ten losses from 1 to 10', observations: [oneToTen], value: 5 },
    {
      name: 'three tokens, one of them three times as heavy',
      observations: [observe([1, 2, 9], [1, 1, 3])],
      value: 9,
    },
    { name: 'a model that is always right', observations: [observe([0, 0, 0])], value: 0 },
    { name: 'padding alone', observations: [observe([4, 5], [0, 0])], value: null },
  ],
  // What the option `accuracy` promises.
  tolerance: 0.001,
});

describeConformance(lossQuantile, {
  title: 'with its defaults',
  known: [{ name: 'ten losses from 1 to 10', observations: [oneToTen], value: 10 }],
  tolerance: 0.01,
});
