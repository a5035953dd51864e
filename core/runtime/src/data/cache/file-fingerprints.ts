// SHA-256 of files, remembered from run to run as long as the file system says that nothing was written to them.
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import { writeAtomic } from '../../run-folder/write-atomic.js';
import { type FileSignature, fileSignature, findSignature, sameSignature } from './file-signature.js';
import { hashFile } from './hash-file.js';

export interface FileFingerprints {
  /**
   * Hex SHA-256 of the bytes of a file.
   * @throws CML4202 for a file that cannot be read, CML4310 for one that is written to meanwhile
   */
  of(path: string): Promise<string>;
  /** Those of many files, in the same order. @throws as `of` */
  ofAll(paths: readonly string[]): Promise<readonly string[]>;
  /** @throws CML4310 where a file has changed since `of` was first asked for it; one that has gone is no error */
  requireUnchanged(paths: Iterable<string>): Promise<void>;
  /** Remember for the next run. What cannot be written is forgotten. */
  save(): Promise<void>;
}

interface Remembered extends FileSignature {
  readonly sha256: string;
  /** Time of the file system when the file was about to be read, in nanoseconds. */
  readonly checked: string;
}

/** A file that is written to twice within one tick of the clock looks the same both times; the coarsest tick in use is that of FAT. */
const TICK_NANOSECONDS = 2_000_000_000n;
const MEMORY_FILE = 'files.json';
/** Files that are looked at at the same time. */
const AT_ONCE = 16;

/** What this process saw, for its next runs. */
const seenByProcess = new Map<string, Remembered>();

/**
 * @param folder where to remember; null remembers for this process only
 * @param onBytes hears of bytes that are hashed
 */
export async function openFingerprints(
  folder: string | null,
  onBytes?: (bytes: number) => void,
): Promise<FileFingerprints> {
  const memory = folder === null ? null : join(folder, MEMORY_FILE);
  const known = memory === null ? new Map<string, Remembered>() : await readMemory(memory);
  const seen = new Map<string, Promise<{ readonly signature: FileSignature; readonly sha256: string }>>();
  const added = new Map<string, Remembered>();
  let clock: Promise<bigint | null> | undefined;

  const look = async (path: string) => {
    const before = fileSignature(path);
    for (const memory of [known, seenByProcess]) {
      const found = memory.get(path);
      if (found === undefined || !sameSignature(found, before) || !isSettled(found)) continue;
      if (memory !== known) added.set(path, found);
      return { signature: before, sha256: found.sha256 };
    }
    clock ??= folder === null ? Promise.resolve(null) : readClock(folder);
    const checked = await clock;
    const sha256 = await hashFile(path, before.size, onBytes);
    if (!sameSignature(before, fileSignature(path))) throw codexError('CML4310', { file: path });
    if (checked !== null) {
      const remembered = { ...before, sha256, checked: `${checked}` };
      added.set(path, remembered);
      seenByProcess.set(path, remembered);
    }
    return { signature: before, sha256 };
  };

  const of = async (path: string) => {
    let work = seen.get(path);
    if (work === undefined) {
      work = look(path).catch((error: unknown) => {
        throw asUnreadable(error, path);
      });
      seen.set(path, work);
    }
    return (await work).sha256;
  };

  return {
    of,
    async ofAll(paths) {
      const sums: string[] = [];
      for (let at = 0; at < paths.length; at += AT_ONCE) {
        sums.push(...(await Promise.all(paths.slice(at, at + AT_ONCE).map(of))));
      }
      return sums;
    },
    async requireUnchanged(paths) {
      for (const path of paths) {
        const before = await seen.get(path);
        const now = findSignature(path);
        if (before !== undefined && now !== null && !sameSignature(before.signature, now)) {
          throw codexError('CML4310', { file: path });
        }
      }
    },
    async save() {
      if (memory === null || added.size === 0) return;
      try {
        // Another process may have added some meanwhile.
        const all = new Map([...(await readMemory(memory)), ...added]);
        await writeAtomic(memory, JSON.stringify({ format: 1, files: Object.fromEntries(all) }));
        added.clear();
      } catch {
        // A memory that cannot be kept costs the next run some time.
      }
    },
  };
}

/** Whether a later write would have shown in the times of the file. */
function isSettled({ mtime, ctime, checked }: Remembered): boolean {
  const last = BigInt(mtime) > BigInt(ctime) ? BigInt(mtime) : BigInt(ctime);
  return last + TICK_NANOSECONDS <= BigInt(checked);
}

/** What time it is to the file system; null where nothing can be written there. */
async function readClock(folder: string): Promise<bigint | null> {
  const probe = join(folder, `.tmp-clock-${randomUUID()}`);
  try {
    await writeFile(probe, '');
    return BigInt(fileSignature(probe).mtime);
  } catch {
    return null;
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

async function readMemory(path: string): Promise<Map<string, Remembered>> {
  try {
    const { format, files } = JSON.parse(await readFile(path, 'utf8')) as {
      readonly format: number;
      readonly files: Readonly<Record<string, Remembered>>;
    };
    return new Map(format === 1 ? Object.entries(files) : []);
  } catch {
    return new Map();
  }
}

function asUnreadable(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || code.startsWith('CML')) return error;
  return codexError('CML4202', { file: path, problem: message }, { cause: error });
}
