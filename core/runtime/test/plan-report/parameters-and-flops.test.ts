import type { LanguageModel, Parameter } from '@codex-ml/plugin-api';
import { countGroups, groupOf, modelFlops } from '@codex-ml/runtime';
import { expect } from 'chai';

function parameter(name: string, shape: readonly number[], trainable = true): Parameter {
  const size = shape.reduce((product, length) => product * length, 1);
  return { name, trainable, decay: shape.length > 1, variable: { shape, size } } as unknown as Parameter;
}

const shape = { vocabularySize: 11, context: 5, layers: 1, heads: 2, kvHeads: 2, width: 4 };

/** GPT-2's parts by our names, with a head that shares the token table. */
const tied: Pick<LanguageModel, 'parameters' | 'shape'> = {
  shape,
  parameters: [
    parameter('embedding.weight', [11, 4]),
    parameter('positions.weight', [5, 4]),
    parameter('blocks.0.attention-norm.weight', [4]),
    parameter('blocks.0.attention.query.weight', [4, 4]),
    parameter('blocks.0.attention.query.bias', [4]),
    parameter('blocks.0.mlp.up.weight', [4, 16]),
    parameter('norm.weight', [4]),
  ],
};

describe('the groups of parameters', () => {
  it('tell norms within a block from the attention they belong to', () => {
    expect(groupOf(parameter('blocks.0.attention-norm.weight', [4]))).to.equal('norms');
    expect(groupOf(parameter('blocks.0.attention.output.weight', [4, 4]))).to.equal('attention');
  });

  it('know the names of common checkpoints too', () => {
    const groups = [
      'transformer.wte.weight',
      'transformer.h.0.ln_1.weight',
      'lm_head.weight',
      'model.embed_tokens.weight',
    ];
    expect(groups.map((name) => groupOf(parameter(name, [4])))).to.deep.equal([
      'embeddings',
      'norms',
      'head',
      'embeddings',
    ]);
  });

  it('put what no pattern knows into `other`, and count it as multiplied where it is a matrix', () => {
    const counts = countGroups({ shape, parameters: [parameter('mixer.weight', [4, 4])] });
    expect(counts.groups.other).to.equal(16);
    expect(counts.multiplied).to.equal(16);
  });

  it('add up to the total', () => {
    const { groups, total, trainable } = countGroups(tied);
    expect(Object.values(groups).reduce((sum, size) => sum + size, 0)).to.equal(total);
    expect(total).to.equal(44 + 20 + 4 + 16 + 4 + 64 + 4);
    expect(trainable).to.equal(total);
    expect(groups.head).to.equal(0);
  });

  it('multiply with a shared token table once, and with no table that is only looked up in', () => {
    expect(countGroups(tied)).to.include({ tiedHead: true, multiplied: 44 + 16 + 64 });
    const untied = { shape, parameters: [...tied.parameters, parameter('head.weight', [4, 11])] };
    expect(countGroups(untied)).to.include({ tiedHead: false, multiplied: 44 + 16 + 64 });
  });
});

describe('the arithmetic of an update', () => {
  it('is that of a computation by hand', () => {
    // For one token: 124 weights, 2 each forward and 4 backward; scores and values 2 * 5 * 4 each forward, twice that backward.
    const flops = modelFlops(countGroups(tied), shape, 1);
    expect(flops).to.deep.equal({
      forward: 2 * 124 + 80,
      backward: 4 * 124 + 160,
      perStep: 6 * 124 + 240,
      attention: 240,
    });
  });

  it('leaves out the gradients of frozen weights', () => {
    const parameters = tied.parameters.map((each) => ({ ...each, trainable: !each.name.includes('mlp') }));
    expect(modelFlops(countGroups({ shape, parameters }), shape, 10).perStep).to.equal(
      10 * (6 * 124 - 2 * 64 + 240),
    );
  });

  it('is that of GPT-2 small by the formula of the PaLM paper', () => {
    const width = 768;
    const perLayer = 12 * width * width;
    const gpt2 = { vocabularySize: 50257, context: 1024, layers: 12, heads: 12, kvHeads: 12, width };
    const multiplied = 12 * perLayer + 50257 * width;
    const counts = { ...countGroups(tied), multiplied, multipliedTrainable: multiplied };
    const { perStep } = modelFlops(counts, gpt2, 1);
    expect(perStep).to.equal(6 * multiplied + 12 * 12 * 12 * 64 * 1024);
  });
});
