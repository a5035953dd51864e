// The models under test: both plugins, small, in the variants that take different paths.

import gpt from '@codex-ml/models/dist/gpt.js';
import llama from '@codex-ml/models/dist/llama.js';
import type { LanguageModel, PluginContext } from '@codex-ml/plugin-api';
import { createRng } from '@codex-ml/runtime/rng';
import { tf } from './backend.js';

export const VOCABULARY = 11;

/** Models use nothing of their plugin context. */
const ctx = {} as PluginContext;

const PLUGINS = { gpt, llama };

export type Architecture = keyof typeof PLUGINS;

/** Build through the plugin, options validated and defaulted as a run does. */
export async function build(
  architecture: Architecture,
  input: Readonly<Record<string, unknown>>,
  seed = 1,
  vocabularySize = VOCABULARY,
): Promise<LanguageModel> {
  const setup = { ctx, tf, features: new Set<never>(), vocabularySize, rng: createRng(seed, 'model') };
  return architecture === 'gpt'
    ? PLUGINS.gpt.create({ ...setup, options: PLUGINS.gpt.options.parse(input) })
    : PLUGINS.llama.create({ ...setup, options: PLUGINS.llama.options.parse(input) });
}

export const TINY = { layers: 2, heads: 4, width: 16, context: 12, initStd: 0.3 };

export interface Variant {
  readonly name: string;
  readonly architecture: Architecture;
  readonly options: Readonly<Record<string, unknown>>;
}

export const VARIANTS: readonly Variant[] = [
  { name: 'gpt', architecture: 'gpt', options: TINY },
  {
    name: 'gpt without bias, untied',
    architecture: 'gpt',
    options: { ...TINY, bias: false, tieEmbeddings: false, activation: 'relu-squared' },
  },
  { name: 'llama', architecture: 'llama', options: TINY },
  {
    name: 'llama with grouped queries, untied',
    architecture: 'llama',
    options: { ...TINY, kvHeads: 2, tieEmbeddings: false, ropeTheta: 500 },
  },
];

/** Release the weights. */
export function disposeModel(model: LanguageModel): void {
  for (const { variable } of model.parameters) variable.dispose();
}
