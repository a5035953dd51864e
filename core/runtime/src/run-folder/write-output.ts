// Writing files that a command was asked for, outside of any run folder.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import { writeAtomic } from './write-atomic.js';

/**
 * Write a whole file, and make its folder where there is none.
 * @param path absolute
 * @param shown the path as the user wrote it, for messages
 * @throws CML6205
 */
export async function writeOutput(path: string, shown: string, content: string): Promise<void> {
  await orRefused(shown, async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeAtomic(path, content);
  });
}

/** What writing to a file or folder comes to. @throws CML6205 where the disk refuses */
export async function orRefused<T>(shown: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw codexError('CML6205', { file: shown, problem }, { cause: error });
  }
}
