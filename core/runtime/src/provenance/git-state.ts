// Commit and cleanliness of the project, asked from git where there is one.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { JsonObject } from '@codex-ml/plugin-api';

/** `{commit, dirty}`; null where the folder is in no repository, the repository has no commit, or git is not installed. */
export async function findGitState(folder: string, timeoutMs: number): Promise<JsonObject | null> {
  const commit = await git(folder, ['rev-parse', '--verify', 'HEAD'], timeoutMs);
  if (commit === null) return null;
  const status = await git(folder, ['status', '--porcelain', '--untracked-files=normal'], timeoutMs);
  return { commit: commit.trim(), dirty: status === null ? null : status.trim() !== '' };
}

/** Output of git, or null where it is missing or says no. Raises where it does not answer. */
async function git(folder: string, args: readonly string[], timeoutMs: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', args, {
      cwd: folder,
      timeout: timeoutMs,
      maxBuffer: 1 << 26,
      // Look only: `status` would otherwise refresh the index under the user's own git commands.
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    });
    return stdout;
  } catch (error) {
    const { killed, code } = error as { killed?: boolean; code?: unknown };
    if (killed !== true && (typeof code === 'number' || code === 'ENOENT')) return null;
    throw error;
  }
}
