import {
  causalSelfAttention,
  createModelBuilder,
  dropout,
  embedding,
  geluTanh,
  layerNorm,
  learnedPositions,
  linear,
  type ModuleScope,
  mlp,
  planSequence,
  rmsNorm,
  rotaryPositions,
  swiglu,
} from '@codex-ml/nn';
import type { ForwardPass, Tensor } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { activate, ops, randomVariable, tf } from '../backend.js';
import { checkGradients } from '../gradient-check.js';

const PASS: ForwardPass = { training: false, random: {} };
const WIDTH = 8;

/** Makes a layer and returns what it computes from x [2, 3, 8]. */
type Build = (scope: ModuleScope) => (x: Tensor) => Tensor;

const places = (pass: ForwardPass = PASS) => planSequence(ops, tf.zeros([2, 3], 'int32'), pass, 6);

/** One row of two documents, one of a document and padding. */
const documents = (): ForwardPass => ({
  ...PASS,
  documents: tf.tensor2d(
    [
      [1, 2, 2],
      [1, 1, 0],
    ],
    undefined,
    'int32',
  ),
});

const LAYERS: Readonly<Record<string, Build>> = {
  linear: (scope) => linear(scope, { inputs: WIDTH, outputs: 3, std: 0.5 }),
  'layer norm': (scope) => layerNorm(scope, { width: WIDTH }),
  'RMS norm': (scope) => rmsNorm(scope, { width: WIDTH }),
  'embedding as tied head': (scope) => {
    const { lookUp, score } = embedding(scope, { rows: 5, width: WIDTH, std: 0.5 });
    const ids = () =>
      tf.tensor2d(
        [
          [0, 1, 0],
          [4, 2, 1],
        ],
        [2, 3],
        'int32',
      );
    return (x) => score(tf.add(x, lookUp(ids())));
  },
  'learned positions': (scope) => {
    const table = learnedPositions(scope, { context: 6, width: WIDTH, std: 0.5 });
    return (x) => tf.mul(x, table(places()));
  },
  'learned positions of rows that stand apart': (scope) => {
    const table = learnedPositions(scope, { context: 6, width: WIDTH, std: 0.5 });
    return (x) => tf.mul(x, table(places({ ...PASS, positions: tf.tensor1d([0, 2], 'int32') })));
  },
  'learned positions of documents': (scope) => {
    const table = learnedPositions(scope, { context: 6, width: WIDTH, std: 0.5 });
    return (x) => tf.mul(x, table(places(documents())));
  },
  'grouped-query attention within documents, with rotary positions': (scope) => {
    const options = { width: WIDTH, heads: 4, kvHeads: 2, layer: 0, std: 0.5, outputStd: 0.5 };
    const attention = causalSelfAttention(scope.child('attention'), options);
    const rotary = rotaryPositions(scope, { headWidth: WIDTH / 4, context: 6 });
    return (x) => {
      const plan = places(documents());
      return attention(x, { pass: documents(), plan, rotation: rotary(plan) });
    };
  },
  MLP: (scope) =>
    mlp(scope, { width: WIDTH, hiddenWidth: 5, activation: geluTanh, std: 0.5, outputStd: 0.5 }),
  SwiGLU: (scope) => swiglu(scope, { width: WIDTH, hiddenWidth: 5, std: 0.5, outputStd: 0.5 }),
  'multi-head attention': (scope) => {
    const attention = causalSelfAttention(scope, {
      width: WIDTH,
      heads: 2,
      layer: 0,
      std: 0.5,
      outputStd: 0.5,
    });
    return (x) => attention(x, { pass: PASS, plan: places() });
  },
  'grouped-query attention with rotary positions and dropout': (scope) => {
    const options = { width: WIDTH, heads: 4, kvHeads: 2, layer: 0, bias: false, std: 0.5, outputStd: 0.5 };
    const attention = causalSelfAttention(scope.child('attention'), { ...options, dropout: 0.5 });
    const rotary = rotaryPositions(scope, { headWidth: WIDTH / 4, context: 6 });
    return (x) => {
      const mask = Float32Array.from({ length: 2 * 4 * 3 * 3 }, (_, index) => (index % 3 === 1 ? 0 : 2));
      const random = { 'attention.dropout': tf.tensor(mask, [2, 4, 3, 3]) };
      return attention(x, { pass: { training: true, random }, plan: places(), rotation: rotary(places()) });
    };
  },
  dropout: (scope) => {
    const drop = dropout(scope, 'drop', { rate: 0.5, shape: () => [WIDTH] });
    return (x) => drop(x, { training: true, random: { drop: tf.tensor1d([0, 2, 2, 0, 2, 0, 0, 2]) } });
  },
};

describe('gradients of layers', () => {
  before(() => activate('wasm'));

  for (const [name, build] of Object.entries(LAYERS)) {
    it(`${name}: input and every parameter equal finite differences`, () => {
      const builder = createModelBuilder({ ...ops, rng: createRng(3) });
      const layer = build(builder.scope);
      const x = randomVariable('x', [2, 3, WIDTH]);
      const weights = Object.fromEntries(
        builder.parameters.map((parameter) => [parameter.name, parameter.variable]),
      );
      checkGradients({ tf, variables: { ...weights, x }, compute: () => layer(x) });
      tf.dispose([x, weights]);
    });
  }
});
