// Generates text from a trained model, through the run's safety checks and hooks: continues prompts, or answers them in a chat.
import { codexError, type Tokenizer } from '@codex-ml/plugin-api';
import { type ChatTemplate, encodePromptOf, turnEnd } from '../chat/index.js';
import { type GeneratedText, generateText, type TextRequest } from '../generate/generate-text.js';
import { createRng } from '../rng/index.js';
import type { TrainedModel } from './open-trained-model.js';

export interface GenerateOptions extends Omit<TextRequest, 'signal'> {
  /** Seed of the sampling; the same seed, prompt and model give the same text. */
  readonly seed: number;
  /** Prompts are turns of the user, rendered with the run's chat template; the texts are the assistant's answers. */
  readonly chat?: { readonly system?: string | undefined } | undefined;
}

/** @throws CML7001 or CML7002 where a prompt or a text is refused, CML4361 for a chat where the run has no chat template */
export async function generateFromModel(
  opened: TrainedModel,
  options: GenerateOptions,
): Promise<readonly GeneratedText[]> {
  opened.journal.enter('generation');
  return opened.attribute(() => generateTexts(opened, options));
}

async function generateTexts(
  { session, decoders, tokenizer, chatTemplate, signal }: TrainedModel,
  { seed, chat, ...request }: GenerateOptions,
): Promise<readonly GeneratedText[]> {
  const { gate, container } = session;
  const { hooks } = container;
  const system = chat?.system === undefined ? undefined : await gate.require(chat.system, 'prompt');
  const turn = chat === undefined ? null : chatTurn(chatTemplate, tokenizer, system);
  const parts = {
    decoders,
    tokenizer,
    rng: createRng(seed).fork('generate'),
    encodePrompt: turn?.encodePrompt,
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
  return generateText(parts, {
    ...request,
    stop: [...request.stop, ...(turn?.texts ?? [])],
    endTokens: [...(request.endTokens ?? []), ...(turn?.tokens ?? [])],
    signal,
  });
}

/** How the assistant is asked for a turn, and how it ends one. */
function chatTurn(template: ChatTemplate | null, tokenizer: Tokenizer, system: string | undefined) {
  if (template === null) throw codexError('CML4361', {});
  const before = system === undefined ? [] : [{ role: 'system', content: system }];
  return {
    ...turnEnd(template, tokenizer),
    encodePrompt: (prompt: string) =>
      encodePromptOf({ messages: [...before, { role: 'user', content: prompt }] }, template, tokenizer),
  };
}
