// The texts that a command works on: files, arguments, or standard input.
import { readFile } from 'node:fs/promises';
import { codexError } from '@codex-ml/plugin-api';

export interface TextInput {
  /** Where it came from, for the user. */
  readonly name: string;
  readonly text: string;
}

/**
 * @param texts given as arguments; "-" is standard input
 * @param files whole files, as UTF-8
 * @returns standard input where neither is given
 * @throws CML4202 for a file that cannot be read
 */
export async function readTexts(
  texts: readonly string[],
  files: readonly string[],
): Promise<readonly TextInput[]> {
  const wanted = texts.length === 0 && files.length === 0 ? ['-'] : texts;
  const inputs: TextInput[] = [];
  for (const text of wanted) {
    inputs.push(
      text === '-' ? { name: 'standard input', text: await readStandardInput() } : { name: 'argument', text },
    );
  }
  for (const file of files) inputs.push({ name: file, text: await readWholeFile(file) });
  return inputs;
}

async function readWholeFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const problem = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw codexError('CML4202', { file, problem }, { cause: error });
  }
}

/** Standard input without its last line end, which the shell adds. */
export async function readStandardInput(): Promise<string> {
  const { text } = await import('node:stream/consumers');
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
