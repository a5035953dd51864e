// Whether run folders can be made where the config says, and whether the disk has room for them.
import { type DoctorCheck, failed, passed, warned } from './doctor-check.js';
import { formatBytes, probePlace } from './writable-place.js';

/** A checkpoint of a small model has some ten megabytes, and a run keeps several. */
export const LOW_SPACE_BYTES = 1 << 30;
export const NO_SPACE_BYTES = 1 << 26;

/** @param folder absolute; it need not exist */
export async function checkRunsFolder(folder: string): Promise<DoctorCheck> {
  const place = await probePlace(folder);
  if (place.writable) return judgeSpace(folder, place.free);
  return failed(
    'runs-folder',
    place.reason,
    'correct the permissions, or choose another place with `run.folder`',
  );
}

/** @param free bytes that may be written */
export function judgeSpace(folder: string, free: number): DoctorCheck {
  const message = `${folder} is writable, ${formatBytes(free)} free`;
  const hint = 'free some space, or choose another place with `run.folder`';
  if (free < NO_SPACE_BYTES) return failed('runs-folder', message, hint);
  return free < LOW_SPACE_BYTES ? warned('runs-folder', message, hint) : passed('runs-folder', message);
}
