// run.json: what a run is and how it stands.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codexError, type JsonObject, type JsonValue, type RunStatus } from '@codex-ml/plugin-api';

export const RUN_FILE = 'run.json';
export const RUN_FORMAT = 1;

/** Status as written; a process that was killed leaves `running` behind. */
export type RecordedStatus = 'running' | RunStatus;

const STATUSES: readonly string[] = [
  'running',
  'completed',
  'interrupted',
  'failed',
] satisfies RecordedStatus[];

/** Contents of run.json. Whoever opens the run adds more fields: versions, plugins, hook order, engine, git. */
export interface RunRecord {
  readonly format: number;
  readonly id: string;
  readonly name: string;
  readonly configHash: string;
  readonly status: RecordedStatus;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Null while running. */
  readonly endedAt: string | null;
  readonly [field: string]: JsonValue;
}

/** Fields to set in run.json. */
export type RunPatch = JsonObject & { readonly status?: RecordedStatus };

/**
 * Read run.json of a folder.
 * @throws CML6203 where it is missing or not a run record
 */
export async function readRunRecord(folder: string, run: string): Promise<RunRecord> {
  const fail = (problem: string, cause?: unknown) =>
    codexError('CML6203', { file: RUN_FILE, run, problem }, { cause });
  let text: string;
  try {
    text = await readFile(join(folder, RUN_FILE), 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw fail(missing ? 'it is missing' : (error as Error).message, error);
  }
  let value: Partial<RunRecord> | null;
  try {
    value = JSON.parse(text) as Partial<RunRecord> | null;
  } catch (error) {
    throw fail('it is not JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail('it is not an object');
  if (value.format !== RUN_FORMAT)
    throw fail(`format: expected ${RUN_FORMAT}, received ${JSON.stringify(value.format)}`);
  for (const field of ['id', 'name', 'configHash', 'startedAt', 'updatedAt'] as const) {
    if (typeof value[field] !== 'string') throw fail(`${field}: expected a string`);
  }
  if (!STATUSES.includes(value.status as string)) throw fail(`status: unknown \`${value.status}\``);
  return value as RunRecord;
}
