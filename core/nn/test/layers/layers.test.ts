import {
  createModelBuilder,
  dropout,
  embedding,
  geluTanh,
  layerNorm,
  linear,
  type ModelBuilder,
  mlp,
  rmsNorm,
  swiglu,
} from '@codex-ml/nn';
import { createRng } from '@codex-ml/runtime/rng';
import { expect } from 'chai';
import { activate, ops, take, tf } from '../backend.js';

const start = (seed = 1): ModelBuilder => createModelBuilder({ ...ops, rng: createRng(seed) });

function release({ parameters }: ModelBuilder): void {
  for (const { variable } of parameters) variable.dispose();
}

const valuesOf = (builder: ModelBuilder, name: string): number[] => [
  ...builder.parameters.find((parameter) => parameter.name === name)!.variable.dataSync(),
];

describe('layers', () => {
  before(() => activate('cpu'));
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it('declare their parameters under their scope, with shapes and decay', () => {
    const builder = start();
    const { scope } = builder;
    linear(scope.child('blocks.0').child('up'), { inputs: 2, outputs: 3, std: 1 });
    linear(scope.child('plain'), { inputs: 2, outputs: 2, std: 1, bias: false });
    embedding(scope.child('tokens'), { rows: 5, width: 2, std: 1 });
    layerNorm(scope.child('norm'), { width: 2 });
    rmsNorm(scope.child('rms'), { width: 2 });
    expect(
      builder.parameters.map(({ name, variable, decay }) => [name, variable.shape, decay]),
    ).to.deep.equal([
      ['blocks.0.up.weight', [2, 3], true],
      ['blocks.0.up.bias', [3], false],
      ['plain.weight', [2, 2], true],
      ['tokens.weight', [5, 2], true],
      ['norm.weight', [2], false],
      ['norm.bias', [2], false],
      ['rms.weight', [2], false],
    ]);
    expect(valuesOf(builder, 'blocks.0.up.bias')).to.deep.equal([0, 0, 0]);
    expect(valuesOf(builder, 'norm.weight')).to.deep.equal([1, 1]);
    release(builder);
  });

  it('start from normal weights of the asked deviation', () => {
    const builder = start();
    linear(builder.scope, { inputs: 100, outputs: 100, std: 0.02 });
    const weights = valuesOf(builder, 'weight');
    const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length;
    const deviation = Math.sqrt(
      weights.reduce((sum, value) => sum + (value - mean) ** 2, 0) / weights.length,
    );
    expect(mean).to.be.closeTo(0, 0.001);
    expect(deviation).to.be.closeTo(0.02, 0.001);
    release(builder);
  });

  it('draw each weight from the seed and its name alone', () => {
    const [one, two, other] = [start(), start(), start(2)];
    linear(one.scope.child('b'), { inputs: 3, outputs: 3, std: 1 });
    linear(two.scope.child('a'), { inputs: 3, outputs: 3, std: 1 });
    linear(two.scope.child('b'), { inputs: 3, outputs: 3, std: 1 });
    linear(other.scope.child('b'), { inputs: 3, outputs: 3, std: 1 });
    expect(valuesOf(one, 'b.weight')).to.deep.equal(valuesOf(two, 'b.weight'));
    expect(valuesOf(two, 'a.weight')).to.not.deep.equal(valuesOf(two, 'b.weight'));
    expect(valuesOf(other, 'b.weight')).to.not.deep.equal(valuesOf(one, 'b.weight'));
    for (const builder of [one, two, other]) release(builder);
  });

  it('keep only their variables in memory', () => {
    const before = tf.memory().numTensors;
    const builder = start();
    mlp(builder.scope, { width: 4, hiddenWidth: 8, activation: geluTanh, std: 1, outputStd: 1 });
    expect(tf.memory().numTensors - before).to.equal(builder.parameters.length);
    release(builder);
  });

  it('refuse a name that is taken', () => {
    const builder = start();
    linear(builder.scope.child('a'), { inputs: 1, outputs: 1, std: 1 });
    expect(() => linear(builder.scope.child('a'), { inputs: 1, outputs: 1, std: 1 }))
      .to.throw(/`a\.weight` is declared twice/)
      .with.property('code', 'CML5201');
    const site = { rate: 0.5, shape: () => [1] };
    dropout(builder.scope, 'drop', site);
    expect(() => dropout(builder.scope, 'drop', site))
      .to.throw()
      .with.property('code', 'CML5202');
    release(builder);
  });

  it('of the feed-forward kinds equal their formulas', () => {
    const builder = start();
    const options = { width: 2, hiddenWidth: 3, std: 1, outputStd: 0.5 };
    const plain = mlp(builder.scope.child('mlp'), { ...options, activation: (_, x) => tf.square(x) });
    const gated = swiglu(builder.scope.child('glu'), options);
    const x = [0.7, -1.3];
    const project = (name: string, input: readonly number[], outputs: number): number[] => {
      const weight = valuesOf(builder, name);
      return Array.from({ length: outputs }, (_, column) =>
        input.reduce((sum, value, row) => sum + value * weight[row * outputs + column]!, 0),
      );
    };
    const up = project('mlp.up.weight', x, 3);
    const plainExpected = project(
      'mlp.down.weight',
      up.map((value) => value ** 2),
      2,
    );
    const gates = project('glu.gate.weight', x, 3).map((value) => value / (1 + Math.exp(-value)));
    const gatedExpected = project(
      'glu.down.weight',
      project('glu.up.weight', x, 3).map((value, index) => value * gates[index]!),
      2,
    );
    for (const [layer, expected] of [
      [plain, plainExpected],
      [gated, gatedExpected],
    ] as const) {
      const actual = take(layer(tf.tensor2d([x])));
      for (const [index, value] of expected.entries()) expect(actual[index]).to.be.closeTo(value, 1e-5);
    }
    release(builder);
  });
});

describe('dropout', () => {
  before(() => activate('cpu'));

  it('declares its site with rate and shape, and multiplies by what is fed in training', () => {
    const { scope, randomInputs } = start();
    const drop = dropout(scope.child('a'), 'dropout', {
      rate: 0.5,
      shape: (batch, length) => [batch, length],
    });
    expect(randomInputs.map(({ site, rate, shape }) => [site, rate, shape(2, 3)])).to.deep.equal([
      ['a.dropout', 0.5, [2, 3]],
    ]);
    const x = tf.tensor1d([1, 2]);
    const mask = tf.tensor1d([0, 2]);
    expect(take(drop(x, { training: true, random: { 'a.dropout': mask } }))).to.deep.equal([0, 4]);
    expect(drop(x, { training: false, random: {} })).to.equal(x);
    expect(() => drop(x, { training: true, random: {} }))
      .to.throw(/`a\.dropout`/)
      .with.property('code', 'CML5204');
    tf.dispose([x, mask]);
  });

  it('of rate 0 declares nothing', () => {
    const { scope, randomInputs } = start();
    const drop = dropout(scope, 'dropout', { rate: 0, shape: () => [1] });
    expect(randomInputs).to.deep.equal([]);
    const x = tf.scalar(1);
    expect(drop(x, { training: true, random: {} })).to.equal(x);
    x.dispose();
  });
});
