// Writing files that a command was asked for, outside of any run folder.
import { dirname } from 'node:path';
import { makeFolder } from './make-folder.js';
import { orRefused } from './refused-write.js';
import { writeAtomic } from './write-atomic.js';

/**
 * Write a whole file, and make its folder where there is none.
 * @param path absolute
 * @param shown the path as the user wrote it, for messages
 * @throws CML6205
 */
export async function writeOutput(path: string, shown: string, content: string): Promise<void> {
  await orRefused(shown, async () => {
    await makeFolder(dirname(path));
    await writeAtomic(path, content);
  });
}
