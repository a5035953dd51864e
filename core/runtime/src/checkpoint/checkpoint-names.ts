// How checkpoints and the leftovers of interrupted saves are named inside `checkpoints/`.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Work in progress, or rubbish after a crash. */
export const TEMPORARY_PREFIX = '.tmp-';
/** An earlier checkpoint of the same step, moved out of the way for the moment in which the new one takes its name. */
export const REPLACED_PREFIX = '.replaced-';

/** Folder of all checkpoints of a run. */
export function checkpointsFolder(runFolder: string): string {
  return join(runFolder, 'checkpoints');
}

/** `step-00000100` */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(8, '0')}`;
}

/** A folder that may hold a checkpoint. */
export interface Candidate {
  readonly step: number;
  readonly name: string;
  readonly path: string;
}

/** Entries of `checkpoints/`; none where the folder does not exist. */
export async function entryNames(root: string): Promise<string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Folders that may hold checkpoints, highest step first. One that was being replaced when the process died comes after the
 * one that replaces it.
 */
export async function findCandidates(root: string): Promise<Candidate[]> {
  const candidates = (await entryNames(root)).flatMap((name) => {
    const match = /^(\.replaced-)?step-(\d{8,})$/.exec(name);
    return match === null ? [] : [{ step: Number(match[2]), name, path: join(root, name) }];
  });
  return candidates.sort((a, b) => b.step - a.step || (a.name < b.name ? 1 : -1));
}
