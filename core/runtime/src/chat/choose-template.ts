// From `data.chatTemplate` to a template: the tokenizer's, a built-in one by name, or a file.
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { codexError, nearestName, type Tokenizer } from '@codex-ml/plugin-api';
import { BUILTIN_TEMPLATES } from './builtin-templates.js';
import type { ChatTemplate } from './chat-template.js';
import { parseTemplate } from './parse-template.js';

/**
 * The template of a run.
 * @param setting `auto`, the name of a built-in template, or a path relative to `baseDir`
 * @throws CML4354 where there is none, CML4350 or CML4353 where it cannot be used
 */
export async function chooseTemplate(
  setting: string,
  { tokenizer, baseDir }: { readonly tokenizer: Tokenizer; readonly baseDir: string },
): Promise<ChatTemplate> {
  const template = await find(setting, tokenizer, baseDir);
  parseTemplate(template);
  return template;
}

async function find(setting: string, { chatTemplate }: Tokenizer, baseDir: string): Promise<ChatTemplate> {
  if (setting === 'auto') {
    if (chatTemplate !== undefined) return { name: 'of the tokenizer', source: chatTemplate };
    return BUILTIN_TEMPLATES.get('chatml')!;
  }
  const builtin = BUILTIN_TEMPLATES.get(setting);
  if (builtin !== undefined) return builtin;
  const path = resolve(baseDir, setting);
  try {
    return {
      name: relative(baseDir, path).replaceAll('\\', '/'),
      source: (await readFile(path, 'utf8')).replace(/^\ufeff/, ''),
    };
  } catch (error) {
    const names = [...BUILTIN_TEMPLATES.keys()];
    const near = nearestName(setting, names);
    throw codexError(
      'CML4354',
      { template: setting },
      {
        cause: error,
        hints: [
          ...(near === undefined ? [] : [`did you mean \`${near}\`?`]),
          `built-in templates: ${names.join(', ')}`,
        ],
      },
    );
  }
}
