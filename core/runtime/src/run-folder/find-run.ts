// Finds the run that a user means: by id, by the start of an id, by path, or the latest one.
import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type CodexError, codexError, nearestName } from '@codex-ml/plugin-api';
import { listRuns, type RunSummary, readRun } from './list-runs.js';
import { localProcesses, type ProcessTable } from './process-table.js';
import { RUN_FILE } from './run-record.js';

/** Ids listed in a message before the rest becomes a count. */
const SHOWN = 5;
/** What `--fresh` puts behind the id of a run that it moved aside. */
const MOVED_ASIDE = /\.\d+$/;

/**
 * The run an argument means. It may be broken; see its status.
 * @param runsRoot folder that holds run folders
 * @param cwd working directory, which paths are relative to
 * @param argument an id, the start of one id, or the path of a run folder; by default the run that started last
 * @throws CML6208 where there is no such run, CML6209 where the start fits several, CML6210 where there is none at all
 */
export async function findRun(
  runsRoot: string,
  cwd: string,
  argument: string | undefined,
  processes: ProcessTable = localProcesses,
): Promise<RunSummary> {
  const folder = shown(runsRoot, cwd);
  const runs = await listRuns(runsRoot, processes);
  if (argument === undefined) {
    const [latest] = runs;
    if (latest === undefined) throw codexError('CML6210', { folder });
    return latest;
  }
  const run = runs.find(({ id }) => id === argument);
  if (run !== undefined) return run;
  const path = await runFolderAt(resolve(cwd, argument), isPath(argument));
  if (path !== null) return readRun(path, processes);
  if (isPath(argument))
    throw codexError('CML6208', { run: argument, folder: shown(dirname(resolve(cwd, argument)), cwd) });
  const matches = withoutMovedAside(runs.filter(({ id }) => argument !== '' && id.startsWith(argument)));
  if (matches.length === 1) return matches[0]!;
  if (matches.length > 1) throw codexError('CML6209', { run: argument, candidates: listIds(matches) });
  throw unknownRun(argument, folder, runs);
}

function unknownRun(run: string, folder: string, runs: readonly RunSummary[]): CodexError {
  const near = nearestName(run, [...runs.map(({ id }) => id), ...namesOf(runs)]);
  const meant =
    near === undefined ? undefined : runs.find(({ id }) => id === near || id.startsWith(`${near}-`));
  const hints =
    meant !== undefined
      ? [`did you mean \`${meant.id}\`?`]
      : [runs.length === 0 ? `there are no runs in \`${folder}\`` : `runs there: ${listIds(runs)}`];
  return codexError('CML6208', { run, folder }, { hints });
}

function namesOf(runs: readonly RunSummary[]): string[] {
  return runs.flatMap((run) => (run.status === 'broken' ? [] : [run.record.name]));
}

function listIds(runs: readonly RunSummary[]): string {
  const ids = runs.slice(0, SHOWN).map(({ id }) => `\`${id}\``);
  if (runs.length > SHOWN) ids.push(`and ${runs.length - SHOWN} more`);
  return ids.join(', ');
}

/** A run that was moved aside is meant only by its whole id while the run that took its place is there. */
function withoutMovedAside(matches: readonly RunSummary[]): RunSummary[] {
  const ids = new Set(matches.map(({ id }) => id));
  return matches.filter(({ id }) => !(MOVED_ASIDE.test(id) && ids.has(id.replace(MOVED_ASIDE, ''))));
}

function isPath(argument: string): boolean {
  return isAbsolute(argument) || /[/\\]/.test(argument) || argument === '.' || argument === '..';
}

/** The folder itself, or that of a run.json; null where there is nothing of the kind. */
async function runFolderAt(path: string, any: boolean): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isDirectory()) return basename(path) === RUN_FILE ? dirname(path) : null;
  const holdsRun = await stat(join(path, RUN_FILE)).then(
    () => true,
    () => false,
  );
  return any || holdsRun ? path : null;
}

function shown(path: string, cwd: string): string {
  const fromHere = relative(cwd, path).replaceAll('\\', '/');
  if (fromHere === '') return '.';
  return fromHere.startsWith('../') ? path : fromHere;
}
