// Opening the folder of a run: find or make it, lock it, and write its records. It does not know what a run computes.
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CodexError,
  codexError,
  type JsonObject,
  type JsonValue,
  type RunEvent,
} from '@codex-ml/plugin-api';
import { appendLines } from './append-lines.js';
import { errorRecords } from './error-record.js';
import { lockFolder } from './folder-lock.js';
import { jsonText } from './json-text.js';
import { makeFolder } from './make-folder.js';
import { localProcesses, type ProcessTable } from './process-table.js';
import { createRedactor } from './redact-secrets.js';
import { orRefused, refusedWrite } from './refused-write.js';
import { RUN_FILE, RUN_FORMAT, type RunPatch, type RunRecord, readRunRecord } from './run-record.js';
import { writeAtomic } from './write-atomic.js';

export interface OpenRunFolder {
  /** Folder that holds run folders; made where it is missing. */
  readonly root: string;
  readonly name: string;
  /** SHA-256 of the resolved config, hex. */
  readonly hash: string;
  /** Move an existing folder of this run aside instead of continuing it. */
  readonly fresh: boolean;
  /** The clock. */
  readonly now: () => Date;
  readonly processes?: ProcessTable | undefined;
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

export interface RunFolder {
  /** `<name>-<hash8>`, also the folder's name. */
  readonly id: string;
  readonly path: string;
  /** What run.json said when the folder was opened; null for a new run. */
  readonly earlier: RunRecord | null;
  /** Name that an earlier folder was given by `fresh`. */
  readonly movedAside: string | null;
  /** One-line remarks for the user. */
  readonly notices: readonly string[];
  /** Records that could not be written so far; a record must never stop a run. */
  readonly problems: readonly CodexError[];
  /** Absolute path of a file of the run. */
  resolve(...parts: string[]): string;
  /** Replace a file atomically. @throws CML6205, CML6207 */
  writeText(file: string, content: string | Uint8Array): Promise<void>;
  writeJson(file: string, value: JsonValue): Promise<void>;
  /** Set fields of run.json; a status other than `running` also sets `endedAt`. @throws CML6205, CML6207 */
  updateRun(patch: RunPatch): Promise<RunRecord>;
  /** Append to errors.ndjson. Secrets are redacted. Never throws: see `problems`. */
  recordError(error: unknown, context?: JsonObject): void;
  /** Append to events.ndjson and return the event, for the trackers. Never throws. */
  recordEvent(event: string, step: number, detail?: JsonObject): RunEvent;
  /** Release the lock. */
  close(): Promise<void>;
}

/**
 * Open `<root>/<name>-<hash8>` for writing. The same config finds its own folder again.
 * @throws CML6201 or CML6202 where it is locked, CML6203 for a damaged run.json, CML6204 for that of another config
 */
export async function openRunFolder(options: OpenRunFolder): Promise<RunFolder> {
  const { root, name, hash, now } = options;
  const processes = options.processes ?? localProcesses;
  const id = `${name}-${hash.slice(0, 8)}`;
  const path = join(root, id);
  const notices: string[] = [];
  const movedAside = options.fresh && (await exists(path)) ? await moveAside(root, id, processes) : null;
  if (movedAside !== null) notices.push(`moved the earlier run to \`${movedAside}\``);
  await orRefused(id, () => makeFolder(path));
  const lock = await lockFolder(path, id, processes);
  notices.push(...lock.notices);

  let record: RunRecord;
  const earlier = await readEarlier(path, id, hash).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  record = earlier ?? newRecord(id, name, hash, now());

  const problems: CodexError[] = [];
  const redact = createRedactor(options.environment);
  const append = (file: string, make: () => JsonObject[]) => {
    try {
      appendLines(join(path, file), make());
    } catch (error) {
      problems.push(refusedWrite(file, error));
    }
  };
  const writeText = (file: string, content: string | Uint8Array) =>
    orRefused(file, () => writeAtomic(join(path, file), content));

  return {
    id,
    path,
    earlier,
    movedAside,
    notices,
    problems,
    resolve: (...parts) => join(path, ...parts),
    writeText,
    writeJson: async (file, value) => writeText(file, jsonText(value, file)),
    async updateRun(patch) {
      const time = now().toISOString();
      const status = patch.status ?? record.status;
      record = { ...record, ...patch, status, updatedAt: time, endedAt: status === 'running' ? null : time };
      await writeText(RUN_FILE, jsonText(record, RUN_FILE));
      return record;
    },
    recordError(error, context = {}) {
      append('errors.ndjson', () =>
        errorRecords(error, redact).map((one) => ({ time: now().toISOString(), ...context, ...one })),
      );
    },
    recordEvent(event, step, detail = {}) {
      const line: RunEvent = { event, step, time: now().toISOString(), detail };
      append('events.ndjson', () => [{ ...line }]);
      return line;
    },
    close: () => lock.release(),
  };
}

function newRecord(id: string, name: string, configHash: string, time: Date): RunRecord {
  const startedAt = time.toISOString();
  return {
    format: RUN_FORMAT,
    id,
    name,
    configHash,
    status: 'running',
    startedAt,
    updatedAt: startedAt,
    endedAt: null,
  };
}

/** Record of an earlier process of this run; null where the folder is new or its first process died before writing one. */
async function readEarlier(path: string, id: string, hash: string): Promise<RunRecord | null> {
  if (!(await exists(join(path, RUN_FILE)))) return null;
  const record = await readRunRecord(path, id);
  if (record.configHash !== hash) throw codexError('CML6204', { run: id });
  return record;
}

/** Rename the folder to the first free `<id>.<n>`, holding its lock so that no running process loses its folder. */
async function moveAside(root: string, id: string, processes: ProcessTable): Promise<string> {
  const lock = await lockFolder(join(root, id), id, processes);
  let number = 1;
  while (await exists(join(root, `${id}.${number}`))) number++;
  const aside = join(root, `${id}.${number}`);
  await orRefused(id, () => rename(join(root, id), aside));
  await lock.release(aside);
  return `${id}.${number}`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
