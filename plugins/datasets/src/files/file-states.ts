// What files looked like when they were read, so that a change between two readings or during one is seen.
import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { SourceFile } from './find-files.js';

export interface FileState {
  readonly size: number;
  readonly modified: bigint;
  readonly inode: bigint;
}

export function stateOf(stats: BigIntStats): FileState {
  return { size: Number(stats.size), modified: stats.mtimeNs, inode: stats.ino };
}

/** The files of a dataset over all its readings. Only readings that came to their end count. */
export class FileStates {
  readonly #known = new Map<string, FileState>();

  /** Begin a reading. */
  begin(): FileGuard {
    return new FileGuard(this.#known);
  }
}

/** Watches the files of one reading. */
export class FileGuard {
  readonly #known: Map<string, FileState>;
  readonly #seen = new Map<string, FileState>();

  constructor(known: Map<string, FileState>) {
    this.#known = known;
  }

  /** Whether an earlier reading had this file. */
  knows(file: SourceFile): boolean {
    return this.#known.has(file.path) || this.#seen.has(file.path);
  }

  /** Compare a file that was just opened. @throws CML4213 if it is not what an earlier reading saw */
  enter(file: SourceFile, state: FileState): void {
    const earlier = this.#known.get(file.path) ?? this.#seen.get(file.path);
    if (earlier !== undefined) throwOnChange(file, earlier, state, 'since it was first read');
  }

  /** Compare a file that was read to its end. @throws CML4213 if it is no longer what was opened, or not at its path */
  async leave(file: SourceFile, opened: FileState, now: FileState, bytes: number): Promise<void> {
    throwOnChange(file, opened, now, 'while it was read');
    if (bytes !== opened.size) {
      throw changed(file, `it has ${bytes} bytes instead of ${opened.size} while it was read`);
    }
    const stats = await stat(file.path, { bigint: true }).catch((error: unknown) => {
      throw changed(file, `it was deleted while it was read`, error);
    });
    throwOnChange(file, opened, stateOf(stats), 'while it was read');
    this.#seen.set(file.path, opened);
  }

  /** The reading came to its end. */
  commit(): void {
    for (const [path, state] of this.#seen) this.#known.set(path, state);
  }
}

/** CML4213 */
export function changed(file: SourceFile, problem: string, cause?: unknown): CodexError {
  return codexError('CML4213', { file: file.name, problem }, { where: { file: file.name }, cause });
}

function throwOnChange(file: SourceFile, before: FileState, after: FileState, when: string): void {
  if (after.size !== before.size)
    throw changed(file, `it went from ${before.size} to ${after.size} bytes ${when}`);
  if (after.inode !== before.inode) throw changed(file, `another file took its place ${when}`);
  if (after.modified !== before.modified) throw changed(file, `it was written to ${when}`);
}
