// Looking at run folders without opening them: what is there, how it stands, what is broken.
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CodexError, codexError } from '@codex-ml/plugin-api';
import { findLockHolder } from './folder-lock.js';
import { localProcesses, type ProcessTable } from './process-table.js';
import { type RecordedStatus, RUN_FILE, type RunRecord, readRunRecord } from './run-record.js';

/** `killed`: the record says running, but no process holds the folder. */
export type SeenStatus = RecordedStatus | 'killed';

export type RunSummary =
  | { readonly id: string; readonly path: string; readonly status: SeenStatus; readonly record: RunRecord }
  | { readonly id: string; readonly path: string; readonly status: 'broken'; readonly problem: CodexError };

/** One run. Never throws: a folder that is not a whole run is `broken`, with the reason. */
export async function readRun(folder: string, processes: ProcessTable = localProcesses): Promise<RunSummary> {
  const path = resolve(folder);
  const id = basename(path);
  try {
    const record = await readRunRecord(path, id);
    const killed = record.status === 'running' && (await findLockHolder(path, processes)) === null;
    return { id, path, status: killed ? 'killed' : record.status, record };
  } catch (error) {
    const problem = CodexError.is(error)
      ? error
      : codexError('CML6203', { file: RUN_FILE, run: id, problem: String(error) }, { cause: error });
    return { id, path, status: 'broken', problem };
  }
}

/** All runs below `root`, the latest started first, broken ones at the end. None where `root` does not exist. */
export async function listRuns(
  root: string,
  processes: ProcessTable = localProcesses,
): Promise<RunSummary[]> {
  let names: string[];
  try {
    const entries = await readdir(root, { withFileTypes: true });
    names = entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw codexError(
      'CML6203',
      { file: basename(root), run: '*', problem: (error as Error).message },
      { cause: error },
    );
  }
  const runs = await Promise.all(names.map((name) => readRun(join(root, name), processes)));
  return runs.sort((a, b) => startOf(b).localeCompare(startOf(a)) || a.id.localeCompare(b.id));
}

function startOf(run: RunSummary): string {
  return run.status === 'broken' ? '' : run.record.startedAt;
}
