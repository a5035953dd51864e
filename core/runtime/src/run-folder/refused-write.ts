// What the disk refuses, as an error that says what to do about it.
import { messageOf } from '@codex-ml/kernel';
import { CodexError, codexError } from '@codex-ml/plugin-api';

/** What writing to a file or folder comes to. @throws CML6205 where the disk refuses; our own errors pass */
export async function orRefused<T>(shown: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw CodexError.is(error) ? error : refusedWrite(shown, error);
  }
}

/** CML6205, with a hint for what the system said. */
export function refusedWrite(file: string, error: unknown): CodexError {
  const hint = HINTS[(error as NodeJS.ErrnoException | null)?.code ?? ''];
  return codexError(
    'CML6205',
    { file, problem: messageOf(error) },
    { cause: error, ...(hint === undefined ? {} : { hints: [hint] }) },
  );
}

const NO_PERMISSION = 'You may not write there: choose another folder, or correct its permissions.';
const NOT_A_FOLDER = 'A file is where a folder should be: choose another folder, or move the file away.';
const FULL = 'The disk is full: free space, or choose a folder on another disk.';

const HINTS: Readonly<Record<string, string>> = {
  EACCES: NO_PERMISSION,
  EPERM: NO_PERMISSION,
  EROFS: 'The file system is mounted for reading only: choose another folder.',
  ENOTDIR: NOT_A_FOLDER,
  EEXIST: NOT_A_FOLDER,
  EISDIR: 'A folder is where a file should be: choose another name, or move the folder away.',
  ENOENT: 'The file system takes no new files there: choose another folder.',
  ENAMETOOLONG: 'The name is too long for the file system: choose a shorter one.',
  ENOSPC: FULL,
  EDQUOT: FULL,
};
