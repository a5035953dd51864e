// Whether files can be made in a folder that may not exist yet, and how much fits. Leaves nothing.
import { mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type WritablePlace =
  | { readonly writable: true /** Bytes that may be written. */; readonly free: number }
  | { readonly writable: false; readonly reason: string };

/** @param folder absolute */
export async function probePlace(folder: string): Promise<WritablePlace> {
  const place = await nearestEntry(folder);
  if (!place.isFolder) return { writable: false, reason: `${place.path} is a file, not a folder` };
  try {
    await rm(await mkdtemp(join(place.path, '.codex-ml-doctor-')), { recursive: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { writable: false, reason: `cannot write to ${place.path}: ${code ?? message}` };
  }
  const { bavail, bsize } = await statfs(place.path);
  return { writable: true, free: bavail * bsize };
}

export function formatBytes(bytes: number): string {
  const gigabytes = bytes / 2 ** 30;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GiB` : `${Math.floor(bytes / 2 ** 20)} MiB`;
}

/** What is at the path, or at the lowest one above it where something is. */
async function nearestEntry(path: string): Promise<{ readonly path: string; readonly isFolder: boolean }> {
  for (let place = path; ; place = dirname(place)) {
    const found = await stat(place).catch(() => null);
    if (found !== null) return { path: place, isFolder: found.isDirectory() };
    if (place === dirname(place)) return { path: place, isFolder: false };
  }
}
