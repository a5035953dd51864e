// The GPT-2 architecture (Radford et al. 2019): learned positions, pre-LayerNorm blocks, MLP with GELU.
import {
  type Activation,
  causalSelfAttention,
  createKvCache,
  createModelBuilder,
  dropout,
  embedding,
  geluErf,
  geluTanh,
  layerNorm,
  learnedPositions,
  linear,
  type ModuleScope,
  mlp,
  pickRows,
  planSequence,
  reluSquared,
  type TensorOps,
} from '@codex-ml/nn';
import type { JsonObject, LanguageModel, ModelShape, OptionsOf, RngStream } from '@codex-ml/plugin-api';
import { checkHeads } from './check-heads.js';
import { type Block, decoderBlock } from './decoder-block.js';
import type { gptOptions } from './gpt.options.js';

export type GptOptions = OptionsOf<typeof gptOptions>;

export interface GptSetup extends TensorOps {
  readonly options: GptOptions;
  readonly vocabularySize: number;
  readonly rng: RngStream;
}

const ACTIVATIONS: Readonly<Record<GptOptions['activation'], Activation>> = {
  gelu: geluTanh,
  'gelu-exact': geluErf,
  'relu-squared': reluSquared,
};

/** @throws CML5211 when `heads` does not divide `width` */
export function createGpt({ tf, features, options, vocabularySize, rng }: GptSetup): LanguageModel {
  const { layers, heads, width, context, bias, initStd: std } = options;
  checkHeads('std/gpt', { width, heads, kvHeads: heads, rotary: false });
  const shape: ModelShape = { vocabularySize, context, layers, heads, kvHeads: heads, width };

  const { scope, parameters, randomInputs } = createModelBuilder({ tf, features, rng });
  const tokens = embedding(scope.child('embedding'), { rows: vocabularySize, width, std });
  const places = learnedPositions(scope.child('positions'), { context, width, std });
  const dropEmbedding = dropout(scope.child('embedding'), 'dropout', {
    rate: options.dropout,
    shape: (batch, length) => [batch, length, width],
  });
  const blocks = Array.from({ length: layers }, (_, layer) =>
    gptBlock(scope.child(`blocks.${layer}`), layer, options),
  );
  const finalNorm = layerNorm(scope.child('norm'), { width, epsilon: options.normEpsilon, bias });
  const head = options.tieEmbeddings
    ? tokens.score
    : linear(scope.child('head'), { inputs: width, outputs: vocabularySize, bias: false, std });

  return {
    architecture: 'gpt2',
    shape,
    parameters,
    randomInputs,
    separatesDocuments: true,
    forward(ids, pass) {
      const plan = planSequence(scope, ids, pass, context);
      let x = dropEmbedding(tf.add(tokens.lookUp(ids), places(plan)), pass); // [batch, length, width]
      for (const block of blocks) x = block(x, { pass, plan });
      if (pass.logitsAt !== undefined) x = pickRows(scope, x, pass.logitsAt); // [batch, 1, width]
      return head(finalNorm(x)); // [batch, length or 1, vocabulary]
    },
    createCache: (batch, capacity) => createKvCache(scope, shape, batch, capacity),
    exportConfig: () => gptConfig(options, vocabularySize),
  };
}

function gptBlock(scope: ModuleScope, layer: number, options: GptOptions): Block {
  const { layers, heads, width, bias, initStd: std, normEpsilon: epsilon } = options;
  const outputStd = std / Math.sqrt(2 * layers);
  return decoderBlock(scope, {
    width,
    dropout: options.dropout,
    attentionNorm: layerNorm(scope.child('attention-norm'), { width, epsilon, bias }),
    attention: causalSelfAttention(scope.child('attention'), {
      width,
      heads,
      layer,
      bias,
      dropout: options.dropout,
      std,
      outputStd,
    }),
    feedForwardNorm: layerNorm(scope.child('mlp-norm'), { width, epsilon, bias }),
    feedForward: mlp(scope.child('mlp'), {
      width,
      hiddenWidth: hiddenWidth(options),
      bias,
      activation: ACTIVATIONS[options.activation],
      std,
      outputStd,
    }),
  });
}

function hiddenWidth({ width, mlpRatio }: GptOptions): number {
  return Math.max(1, Math.round(width * mlpRatio));
}

/** Names of the activations in `config.json`. */
const ACTIVATION_NAMES: Readonly<Record<GptOptions['activation'], string>> = {
  gelu: 'gelu_new',
  'gelu-exact': 'gelu',
  'relu-squared': 'relu2',
};

function gptConfig(options: GptOptions, vocabularySize: number): JsonObject {
  return {
    model_type: 'gpt2',
    architectures: ['GPT2LMHeadModel'],
    vocab_size: vocabularySize,
    n_positions: options.context,
    n_ctx: options.context,
    n_embd: options.width,
    n_layer: options.layers,
    n_head: options.heads,
    n_inner: hiddenWidth(options),
    activation_function: ACTIVATION_NAMES[options.activation],
    resid_pdrop: options.dropout,
    embd_pdrop: options.dropout,
    attn_pdrop: options.dropout,
    layer_norm_epsilon: options.normEpsilon,
    initializer_range: options.initStd,
    tie_word_embeddings: options.tieEmbeddings,
    // Not a key of GPT-2, whose layers always have biases: readers that do not know it find zeros to add.
    bias: options.bias,
    torch_dtype: 'float32',
  };
}
