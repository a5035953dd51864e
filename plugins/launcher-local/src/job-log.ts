// What a job printed, in a file that cannot grow without end: the beginning as it comes, of the rest only the last part.
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

export interface JobLog {
  /** Absolute. */
  readonly path: string;
  /** Resolves when the chunk is taken care of; never rejects: a full disk must not stall the job. */
  write(chunk: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface JobLogOptions {
  readonly folder: string;
  readonly name: string;
  /** Bytes. */
  readonly limit: number;
  /** Told once, where the file cannot be written. */
  readonly onFailure: (problem: string) => void;
}

/** The file is made at the first byte. */
export function openJobLog({ folder, name, limit, onFailure }: JobLogOptions): JobLog {
  const path = join(folder, name);
  const headLimit = Math.ceil(limit / 2);
  const tailLimit = limit - headLimit;
  let file: FileHandle | undefined;
  let failed = false;
  let head = 0;
  let skipped = 0;
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let last: Promise<void> = Promise.resolve();

  const append = async (data: Uint8Array | string) => {
    if (failed) return;
    try {
      if (file === undefined) {
        await mkdir(folder, { recursive: true });
        file = await open(path, 'w');
      }
      await file.appendFile(data);
    } catch (error) {
      failed = true;
      onFailure(error instanceof Error ? error.message : String(error));
    }
  };
  const keepTail = (chunk: Uint8Array) => {
    tail.push(chunk);
    tailBytes += chunk.length;
    while (tailBytes > tailLimit) {
      const first = tail[0]!;
      const surplus = Math.min(first.length, tailBytes - tailLimit);
      if (surplus === first.length) tail.shift();
      else tail[0] = first.subarray(surplus);
      tailBytes -= surplus;
      skipped += surplus;
    }
  };
  const take = async (chunk: Uint8Array) => {
    const room = headLimit - head;
    head += Math.min(room, chunk.length);
    if (room > 0) await append(chunk.subarray(0, room));
    if (chunk.length > room) keepTail(chunk.subarray(Math.max(0, room)));
  };
  const inTurn = (work: () => Promise<void>) => {
    last = last.then(work);
    return last;
  };
  return {
    path,
    write: (chunk) => inTurn(() => take(chunk)),
    close: () =>
      inTurn(async () => {
        if (skipped > 0) await append(`\n[${skipped} bytes left out]\n`);
        if (tail.length > 0) await append(Buffer.concat(tail));
        tail = [];
        await file?.close().catch((error: Error) => onFailure(error.message));
        file = undefined;
      }),
  };
}
