// Options of std/gpt.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const gptOptions = defineOptions({
  layers: z.int().min(1).default(4).describe('number of transformer blocks'),
  heads: z.int().min(1).default(4).describe('attention heads per block; must divide `width`'),
  width: z.int().min(1).default(128).describe('size of the vectors between blocks'),
  context: z.int().min(1).default(64).describe('longest sequence, in tokens'),
  mlpRatio: z
    .number()
    .positive()
    .default(4)
    .describe('hidden width of the feed-forward part, as a multiple of `width`'),
  activation: z
    .enum(['gelu', 'gelu-exact', 'relu-squared'])
    .default('gelu')
    .describe('activation of the feed-forward part; `gelu` is the tanh approximation of GPT-2'),
  bias: z.boolean().default(true).describe('whether linear layers and norms have biases'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('dropout of embeddings, attention weights and both residual branches'),
  tieEmbeddings: z.boolean().default(true).describe('whether the output head shares the token table'),
  normEpsilon: z.number().positive().default(1e-5).describe('added to the variance in LayerNorm'),
  initStd: z
    .number()
    .positive()
    .default(0.02)
    .describe(
      'standard deviation of initial weights; residual projections get it divided by sqrt(2 · layers)',
    ),
});
