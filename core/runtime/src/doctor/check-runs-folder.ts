// Whether run folders can be made where the config says, and whether the disk has room for them.
import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DoctorCheck, failed, passed, warned } from './doctor-check.js';

/** A checkpoint of a small model has some ten megabytes, and a run keeps several. */
export const LOW_SPACE_BYTES = 1 << 30;
export const NO_SPACE_BYTES = 1 << 26;

/** @param folder absolute; it need not exist */
export async function checkRunsFolder(folder: string): Promise<DoctorCheck> {
  const hint = 'correct the permissions, or choose another place with `run.folder`';
  const place = await nearestEntry(folder);
  if (!place.isFolder) return failed('runs-folder', `${place.path} is a file, not a folder`, hint);
  try {
    await rm(await mkdtemp(join(place.path, '.codex-ml-doctor-')), { recursive: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failed('runs-folder', `cannot write to ${place.path}: ${code ?? message}`, hint);
  }
  const { bavail, bsize } = await statfs(place.path);
  return judgeSpace(folder, bavail * bsize);
}

/** @param free bytes that may be written */
export function judgeSpace(folder: string, free: number): DoctorCheck {
  const message = `${folder} is writable, ${formatBytes(free)} free`;
  const hint = 'free some space, or choose another place with `run.folder`';
  if (free < NO_SPACE_BYTES) return failed('runs-folder', message, hint);
  return free < LOW_SPACE_BYTES ? warned('runs-folder', message, hint) : passed('runs-folder', message);
}

/** What is at the path, or at the lowest one above it where something is. */
async function nearestEntry(path: string): Promise<{ readonly path: string; readonly isFolder: boolean }> {
  for (let place = path; ; place = dirname(place)) {
    const found = await stat(place).catch(() => null);
    if (found !== null) return { path: place, isFolder: found.isDirectory() };
    if (place === dirname(place)) return { path: place, isFolder: false };
  }
}

function formatBytes(bytes: number): string {
  const gigabytes = bytes / 2 ** 30;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GiB` : `${Math.floor(bytes / 2 ** 20)} MiB`;
}
