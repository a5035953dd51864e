// The bytes of a file in large chunks. It knows nothing of what they mean.
import { type FileHandle, open } from 'node:fs/promises';
import { codexError } from '@codex-ml/plugin-api';
import { changed, type FileGuard, type FileState, stateOf } from './file-states.js';
import type { SourceFile } from './find-files.js';
import { unreadable } from './unreadable.js';

const CHUNK = 1 << 18;

/**
 * The chunks, each of them the caller's to keep. The file is closed when the iteration ends, however it ends.
 * @throws CML4202 unreadable or no file, CML4213 deleted, truncated or changed between two readings or during this one
 */
export async function* readBytes(file: SourceFile, guard: FileGuard): AsyncGenerator<Buffer> {
  const { handle, state } = await openFile(file, guard);
  try {
    let at = 0;
    for (;;) {
      // A byte more than is expected, so that a file that grew shows.
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(0, state.size - at) + 1));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at).catch((error: unknown) => {
        throw unreadable(file.name, error);
      });
      if (bytesRead === 0) break;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    await guard.leave(file, state, stateOf(await handle.stat({ bigint: true })), at);
  } finally {
    await handle.close();
  }
}

/** Open a file for reading and compare it with earlier readings. The caller closes it. */
export async function openFile(
  file: SourceFile,
  guard: FileGuard,
): Promise<{ readonly handle: FileHandle; readonly state: FileState }> {
  const handle = await open(file.path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && guard.knows(file)) throw changed(file, 'it was deleted', error);
    throw unreadable(file.name, error);
  });
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) {
      throw codexError('CML4202', { file: file.name, problem: 'it is not a regular file' });
    }
    const state = stateOf(stats);
    guard.enter(file, state);
    return { handle, state };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
