// A chat template in a model folder, where tools of the Hugging Face hub look for it: chat_template.jinja, and the names of special
// tokens in tokenizer_config.json.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tokenizer } from '@codex-ml/plugin-api';
import type { ChatTemplate } from './chat-template.js';
import { tokenVariables } from './conversation.js';

export const TEMPLATE_FILE = 'chat_template.jinja';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';

/** Files to put beside tokenizer.json, by name. */
export function templateFiles(
  template: ChatTemplate,
  tokenizer: Tokenizer,
  context: number,
): Readonly<Record<string, string>> {
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: context,
    clean_up_tokenization_spaces: false,
    ...tokenVariables(tokenizer),
  };
  return {
    [TEMPLATE_FILE]: template.source,
    [TOKENIZER_CONFIG_FILE]: `${JSON.stringify(config, null, 2)}\n`,
  };
}

/** The template of a model folder, or null where it has none. */
export async function readTemplateFile(folder: string): Promise<ChatTemplate | null> {
  try {
    return { name: TEMPLATE_FILE, source: await readFile(join(folder, TEMPLATE_FILE), 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
