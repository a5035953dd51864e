// What happens to checkpoints around a save: leftovers of crashed saves, the pointers last.json and best.json, retention.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from '../run-folder/disk.js';
import { jsonText } from '../run-folder/json-text.js';
import { writeAtomic } from '../run-folder/write-atomic.js';
import { readManifest } from './checkpoint-manifest.js';
import {
  type Candidate,
  checkpointName,
  entryNames,
  findCandidates,
  REPLACED_PREFIX,
  TEMPORARY_PREFIX,
} from './checkpoint-names.js';

/**
 * Remove what crashed saves left. A replaced checkpoint whose successor never got its name gets it back. Only for the process
 * that holds the run's lock.
 */
export async function clearLeftovers(root: string, disk: Disk): Promise<void> {
  const names = await entryNames(root);
  for (const name of names) {
    const path = join(root, name);
    if (name.startsWith(TEMPORARY_PREFIX)) {
      await disk.remove(path);
    } else if (name.startsWith(REPLACED_PREFIX)) {
      const original = name.slice(REPLACED_PREFIX.length);
      if (names.includes(original)) await disk.remove(path);
      else {
        await disk.rename(path, join(root, original));
        await disk.syncFolder(root);
      }
    }
  }
}

/** The best checkpoint of a run up to a step: the newest whose manifest says so. Each best one was better than those before. */
export async function findBest(
  root: string,
  upTo: number = Number.POSITIVE_INFINITY,
): Promise<Candidate | null> {
  for (const candidate of await findCandidates(root)) {
    if (candidate.step > upTo) continue;
    const best = await readManifest(candidate.path).then(
      (manifest) => manifest.best,
      () => false,
    );
    if (best) return candidate;
  }
  return null;
}

/** Let last.json and best.json name the checkpoints they should, after `step` was saved. They are for people and other tools. */
export async function updatePointers(root: string, step: number, disk: Disk): Promise<void> {
  const best = await findBest(root, step);
  if (best === null) await disk.remove(join(root, 'best.json'));
  else await writePointer(root, 'best.json', best.step, disk);
  await writePointer(root, 'last.json', step, disk);
}

/** Remove all checkpoints before `step` but the best and the newest `keep` of the others. Returns their names. */
export async function removeSurplus(root: string, step: number, keep: number, disk: Disk): Promise<string[]> {
  const best = await findBest(root, step);
  const others = (await findCandidates(root)).filter(
    (candidate) => candidate.step < step && candidate.step !== best?.step,
  );
  const surplus = others.slice(keep);
  for (const { name, path } of surplus) {
    // Renamed first: half a checkpoint must never bear the name of one.
    const rubbish = join(root, `${TEMPORARY_PREFIX}removed-${name}-${process.pid}`);
    await disk.rename(path, rubbish);
    await disk.remove(rubbish);
  }
  return surplus.map((candidate) => candidate.name);
}

async function writePointer(root: string, file: string, step: number, disk: Disk): Promise<void> {
  const text = jsonText({ step, folder: checkpointName(step) }, file);
  const current = await readFile(join(root, file), 'utf8').catch(() => null);
  if (current !== text) await writeAtomic(join(root, file), text, disk);
}
