// The Llama architecture (Touvron et al. 2023): rotary positions, pre-RMSNorm blocks, grouped-query attention, SwiGLU, no biases.
import {
  causalSelfAttention,
  createKvCache,
  createModelBuilder,
  dropout,
  embedding,
  linear,
  type ModuleScope,
  pickRows,
  planSequence,
  rmsNorm,
  rotaryPositions,
  swiglu,
  type TensorOps,
} from '@codex-ml/nn';
import type { JsonObject, LanguageModel, ModelShape, OptionsOf, RngStream } from '@codex-ml/plugin-api';
import { checkHeads } from './check-heads.js';
import { type Block, decoderBlock } from './decoder-block.js';
import type { llamaOptions } from './llama.options.js';

export type LlamaOptions = OptionsOf<typeof llamaOptions>;

export interface LlamaSetup extends TensorOps {
  readonly options: LlamaOptions;
  readonly vocabularySize: number;
  readonly rng: RngStream;
}

/** @throws CML5210, CML5211, CML5212 when heads do not fit the width or each other */
export function createLlama({ tf, features, options, vocabularySize, rng }: LlamaSetup): LanguageModel {
  const { layers, heads, width, context, initStd: std } = options;
  const kvHeads = options.kvHeads ?? heads;
  checkHeads('std/llama', { width, heads, kvHeads, rotary: true });
  const shape: ModelShape = { vocabularySize, context, layers, heads, kvHeads, width };

  const { scope, parameters, randomInputs } = createModelBuilder({ tf, features, rng });
  const tokens = embedding(scope.child('embedding'), { rows: vocabularySize, width, std });
  const dropEmbedding = dropout(scope.child('embedding'), 'dropout', {
    rate: options.dropout,
    shape: (batch, length) => [batch, length, width],
  });
  const rotary = rotaryPositions(scope, { headWidth: width / heads, context, theta: options.ropeTheta });
  const blocks = Array.from({ length: layers }, (_, layer) =>
    llamaBlock(scope.child(`blocks.${layer}`), layer, options, kvHeads),
  );
  const finalNorm = rmsNorm(scope.child('norm'), { width, epsilon: options.normEpsilon });
  const head = options.tieEmbeddings
    ? tokens.score
    : linear(scope.child('head'), { inputs: width, outputs: vocabularySize, bias: false, std });

  return {
    architecture: 'llama',
    shape,
    parameters,
    randomInputs,
    separatesDocuments: true,
    forward(ids, pass) {
      const plan = planSequence(scope, ids, pass, context);
      const rotation = rotary(plan);
      let x = dropEmbedding(tokens.lookUp(ids), pass); // [batch, length, width]
      for (const block of blocks) x = block(x, { pass, plan, rotation });
      if (pass.logitsAt !== undefined) x = pickRows(scope, x, pass.logitsAt); // [batch, 1, width]
      return head(finalNorm(x)); // [batch, length or 1, vocabulary]
    },
    createCache: (batch, capacity) => createKvCache(scope, shape, batch, capacity),
    exportConfig: () => llamaConfig(options, kvHeads, vocabularySize),
  };
}

function llamaBlock(scope: ModuleScope, layer: number, options: LlamaOptions, kvHeads: number): Block {
  const { layers, heads, width, initStd: std, normEpsilon: epsilon } = options;
  const outputStd = std / Math.sqrt(2 * layers);
  return decoderBlock(scope, {
    width,
    dropout: options.dropout,
    attentionNorm: rmsNorm(scope.child('attention-norm'), { width, epsilon }),
    attention: causalSelfAttention(scope.child('attention'), {
      width,
      heads,
      kvHeads,
      layer,
      bias: false,
      dropout: options.dropout,
      std,
      outputStd,
    }),
    feedForwardNorm: rmsNorm(scope.child('mlp-norm'), { width, epsilon }),
    feedForward: swiglu(scope.child('mlp'), { width, hiddenWidth: hiddenWidth(options), std, outputStd }),
  });
}

function hiddenWidth(options: LlamaOptions): number {
  return options.hiddenWidth ?? Math.ceil((8 * options.width) / 3 / 32) * 32;
}

function llamaConfig(options: LlamaOptions, kvHeads: number, vocabularySize: number): JsonObject {
  return {
    model_type: 'llama',
    architectures: ['LlamaForCausalLM'],
    vocab_size: vocabularySize,
    max_position_embeddings: options.context,
    hidden_size: options.width,
    intermediate_size: hiddenWidth(options),
    num_hidden_layers: options.layers,
    num_attention_heads: options.heads,
    num_key_value_heads: kvHeads,
    head_dim: options.width / options.heads,
    hidden_act: 'silu',
    attention_bias: false,
    mlp_bias: false,
    attention_dropout: options.dropout,
    rms_norm_eps: options.normEpsilon,
    rope_theta: options.ropeTheta,
    initializer_range: options.initStd,
    tie_word_embeddings: options.tieEmbeddings,
    torch_dtype: 'float32',
  };
}
