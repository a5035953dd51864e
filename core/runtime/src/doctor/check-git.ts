// Whether runs can record the commit they were made from.
import type { JsonObject } from '@codex-ml/plugin-api';
import { findGitState } from '../provenance/index.js';
import { type DoctorCheck, passed, warned } from './doctor-check.js';

const GIT_TIMEOUT_MS = 5000;

export async function checkGit(
  projectRoot: string,
  find: (folder: string, timeoutMs: number) => Promise<JsonObject | null> = findGitState,
): Promise<DoctorCheck> {
  const hint =
    'runs are recorded without a commit; put the project into a git repository to know later what they were made from';
  try {
    const state = await find(projectRoot, GIT_TIMEOUT_MS);
    if (state === null) return warned('git', 'no git, no repository, or no commit yet', hint);
    const changes = state['dirty'] === true ? ', with changes that are not committed' : '';
    return passed('git', `commit ${String(state['commit']).slice(0, 12)}${changes}`);
  } catch (error) {
    return warned('git', `git does not answer: ${(error as Error).message.split('\n')[0]}`, hint);
  }
}
