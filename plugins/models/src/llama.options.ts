// Options of std/llama.
import { defineOptions, z } from '@codex-ml/plugin-api';

export const llamaOptions = defineOptions({
  layers: z.int().min(1).default(4).describe('number of transformer blocks'),
  heads: z.int().min(1).default(4).describe('attention heads per block; must divide `width`'),
  kvHeads: z
    .int()
    .min(1)
    .optional()
    .describe('key and value heads, shared by groups of query heads; must divide `heads`; default: `heads`'),
  width: z.int().min(1).default(128).describe('size of the vectors between blocks'),
  context: z.int().min(1).default(64).describe('longest sequence, in tokens'),
  hiddenWidth: z
    .int()
    .min(1)
    .optional()
    .describe('hidden width of SwiGLU; default: 8/3 of `width`, rounded up to a multiple of 32'),
  dropout: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('dropout of embeddings, attention weights and both residual branches'),
  tieEmbeddings: z.boolean().default(true).describe('whether the output head shares the token table'),
  normEpsilon: z.number().positive().default(1e-5).describe('added to the mean square in RMSNorm'),
  ropeTheta: z.number().positive().default(10000).describe('base of the rotary frequencies'),
  initStd: z
    .number()
    .positive()
    .default(0.02)
    .describe(
      'standard deviation of initial weights; residual projections get it divided by sqrt(2 · layers)',
    ),
});
