import { countParameters } from '@codex-ml/nn';
import type { CodexErrors } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { type Architecture, build, disposeModel, TINY, VOCABULARY } from './architectures.js';
import { activate, idsOf, indices, tf } from './backend.js';

async function sizeOf(
  architecture: Architecture,
  options: Readonly<Record<string, unknown>>,
  vocabulary: number,
): Promise<number> {
  const model = await build(architecture, options, 1, vocabulary);
  const size = countParameters(model.parameters);
  disposeModel(model);
  return size;
}

describe('parameter counts', () => {
  before(() => activate('cpu'));

  it('of gpt follow (V + T) D + L (12 D² + 13 D) + 2 D', async () => {
    for (const [layers, width, context, vocabulary] of [
      [4, 128, 64, 65],
      [1, 24, 10, 300],
    ] as const) {
      const formula = (vocabulary + context) * width + layers * (12 * width ** 2 + 13 * width) + 2 * width;
      expect(await sizeOf('gpt', { layers, heads: 4, width, context }, vocabulary)).to.equal(formula);
    }
  });

  it('of gpt without bias and with its own head follow (2V + T) D + L (12 D² + 2 D) + D', async () => {
    const formula = (2 * 65 + 64) * 128 + 4 * (12 * 128 ** 2 + 2 * 128) + 128;
    expect(await sizeOf('gpt', { bias: false, tieEmbeddings: false }, 65)).to.equal(formula);
  });

  it('of llama follow V D + L (2 D² + 2 D D/g + 3 D H + 2 D) + D', async () => {
    const formula = (hidden: number, groups: number): number =>
      65 * 128 + 4 * (2 * 128 ** 2 + (2 * 128 ** 2) / groups + 3 * 128 * hidden + 2 * 128) + 128;
    expect(await sizeOf('llama', {}, 65)).to.equal(formula(352, 1));
    expect(await sizeOf('llama', { kvHeads: 2, hiddenWidth: 200 }, 65)).to.equal(formula(200, 2));
    expect(await sizeOf('llama', { tieEmbeddings: false }, 65)).to.equal(formula(352, 1) + 65 * 128);
  });
});

describe('sizes that do not fit', () => {
  before(() => activate('cpu'));

  const codesOf = async (architecture: Architecture, options: object): Promise<string[]> => {
    const error: unknown = await build(architecture, { ...options }).then(
      () => undefined,
      (reason) => reason,
    );
    return ((error as CodexErrors).errors ?? [error]).map((entry) => entry.code);
  };

  it('are refused by code: heads in width, pairs in heads, key heads in heads', async () => {
    expect(await codesOf('gpt', { width: 30, heads: 4 })).to.deep.equal(['CML5211']);
    expect(await codesOf('llama', { width: 30, heads: 4 })).to.deep.equal(['CML5211']);
    expect(await codesOf('llama', { width: 12, heads: 4 })).to.deep.equal(['CML5210']);
    expect(await codesOf('llama', { kvHeads: 3 })).to.deep.equal(['CML5212']);
  });

  it('are reported together', async () => {
    expect(await codesOf('llama', { width: 12, heads: 4, kvHeads: 3 })).to.deep.equal(['CML5210', 'CML5212']);
  });

  it('are refused by the schema where a single option is wrong', async () => {
    for (const options of [{ dropout: 1 }, { layers: 0 }, { width: 12.5 }, { initStd: 0 }, { layres: 4 }]) {
      const error = await build('gpt', options).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(String(error), JSON.stringify(options)).to.include(Object.keys(options)[0]);
    }
  });

  it('are refused in a pass: a sequence beyond the context or cache, a cache of another batch or without positions', async () => {
    const model = await build('gpt', TINY);
    const cache = model.createCache(1, 4);
    const pass = { training: false, random: {} };
    const forward = (rows: number[][], more: object) => () =>
      tf.tidy(() => model.forward(idsOf(rows), { ...pass, ...more }));
    const row = (length: number): number[] => Array.from({ length }, () => 1);
    expect(forward([row(13)], {}))
      .to.throw()
      .with.property('code', 'CML5205');
    expect(forward([row(5)], { cache, positions: indices(0) }))
      .to.throw()
      .with.property('code', 'CML5205');
    expect(forward([row(2)], { cache }))
      .to.throw()
      .with.property('code', 'CML5206');
    expect(forward([row(2), row(2)], { cache, positions: indices(0, 0) }))
      .to.throw()
      .with.property('code', 'CML5207');
    expect(() => model.createCache(1, 13))
      .to.throw()
      .with.property('code', 'CML5208');
    expect(() => model.createCache(0))
      .to.throw()
      .with.property('code', 'CML5209');
    cache.dispose();
    disposeModel(model);
  });
});

describe('config.json', () => {
  before(() => activate('cpu'));

  it('of gpt has the keys of GPT-2', async () => {
    const model = await build('gpt', { dropout: 0.1 });
    expect(model.architecture).to.equal('gpt2');
    expect(model.exportConfig()).to.deep.equal({
      model_type: 'gpt2',
      architectures: ['GPT2LMHeadModel'],
      vocab_size: VOCABULARY,
      n_positions: 64,
      n_ctx: 64,
      n_embd: 128,
      n_layer: 4,
      n_head: 4,
      n_inner: 512,
      activation_function: 'gelu_new',
      resid_pdrop: 0.1,
      embd_pdrop: 0.1,
      attn_pdrop: 0.1,
      layer_norm_epsilon: 1e-5,
      initializer_range: 0.02,
      tie_word_embeddings: true,
      bias: true,
      torch_dtype: 'float32',
    });
    disposeModel(model);
  });

  it('of llama has the keys of Llama', async () => {
    const model = await build('llama', { kvHeads: 2, tieEmbeddings: false });
    expect(model.architecture).to.equal('llama');
    expect(model.shape).to.deep.equal({
      vocabularySize: VOCABULARY,
      context: 64,
      layers: 4,
      heads: 4,
      kvHeads: 2,
      width: 128,
    });
    expect(model.exportConfig()).to.deep.equal({
      model_type: 'llama',
      architectures: ['LlamaForCausalLM'],
      vocab_size: VOCABULARY,
      max_position_embeddings: 64,
      hidden_size: 128,
      intermediate_size: 352,
      num_hidden_layers: 4,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      head_dim: 32,
      hidden_act: 'silu',
      attention_bias: false,
      mlp_bias: false,
      attention_dropout: 0,
      rms_norm_eps: 1e-5,
      rope_theta: 10000,
      initializer_range: 0.02,
      tie_word_embeddings: false,
      torch_dtype: 'float32',
    });
    disposeModel(model);
  });
});
