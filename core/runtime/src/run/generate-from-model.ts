// Generates text from a trained model, through the run's safety checks and hooks.
import { codexError } from '@codex-ml/plugin-api';
import { type GeneratedText, generateText, type TextRequest } from '../generate/generate-text.js';
import { createRng } from '../rng/index.js';
import type { TrainedModel } from './open-trained-model.js';

export interface GenerateOptions extends Omit<TextRequest, 'signal'> {
  /** Seed of the sampling; the same seed, prompt and model give the same text. */
  readonly seed: number;
}

/** @throws CML7001 or CML7002 where a prompt or a text is refused */
export async function generateFromModel(
  { session, engine, model, tokenizer, signal }: TrainedModel,
  { seed, ...request }: GenerateOptions,
): Promise<readonly GeneratedText[]> {
  const { gate, container } = session;
  const { hooks } = container;
  const parts = {
    engine,
    model,
    tokenizer,
    rng: createRng(seed).fork('generate'),
    admitPrompt: async (prompt: string) => {
      const admitted = await gate.require(prompt, 'prompt');
      const denial = await hooks.denial('generate.prompt', { prompt: admitted });
      if (denial === undefined) return admitted;
      const details = { plugin: denial.plugin, hook: 'generate.prompt', cause: denial.error };
      throw codexError('CML7002', { stage: 'prompt', hook: 'generate.prompt' }, details);
    },
    admitText:
      gate.checks.length === 0 && !hooks.isUsed('generate.text')
        ? null
        : async (text: string) => {
            const admitted = await gate.require(text, 'output');
            return (await hooks.call('generate.text', { text: admitted })).text;
          },
  };
  return generateText(parts, { ...request, signal });
}
