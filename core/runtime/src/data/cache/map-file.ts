// Files as memory: read-only mappings that last as long as the process, one for each file. Deleting a mapped file is safe. One that
// somebody shortens would end the process where what it lost is read, so files stay open and are looked at before that.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';
import { findMappingCalls, loadKoffi, type MappingCalls } from './mapping-calls.js';

/** A file's content in memory. */
export interface FileMemory {
  readonly buffer: ArrayBufferLike;
  /** Where it is mapped, for other threads of the process; undefined where the content was read instead. */
  readonly address: bigint | undefined;
  /** What is mapped, kept open to see whether it is still whole; undefined where that is certain. Good on any thread of the process. */
  readonly source?: MappedSource | undefined;
}

/** Plain data that a thread can be started with. */
export interface MappedSource {
  readonly file: number;
  readonly name: string;
  readonly bytes: number;
}

/** Bytes read at once where a file is not mapped. */
const READ_BYTES = 1 << 26;

/** Mappings of this thread, by what the file is. They are kept: a view of one must never outlive it. */
const mapped = new Map<string, FileMemory>();
const origins = new WeakMap<ArrayBufferLike, FileMemory>();

let calls: Promise<MappingCalls | null> | undefined;

/** Look for the system's calls, so that the first file need not wait for them. */
export function prepareMapping(): void {
  calls ??= findMappingCalls(process.platform, loadKoffi);
}

/**
 * The content of a file. Where the system cannot map it, it is read.
 * @param expected bytes that it must have; default: as many as it has
 * @throws what opening or reading the file throws, CML4312 where it has another size or ends early
 */
export async function openFileMemory(path: string, expected?: number): Promise<FileMemory> {
  calls ??= findMappingCalls(process.platform, loadKoffi);
  const system = await calls;
  const file = openSync(path, 'r');
  let keepOpen = false;
  try {
    const { size, ino, dev, mtimeNs } = fstatSync(file, { bigint: true });
    const bytes = Number(size);
    if (expected !== undefined && bytes !== expected) {
      throw codexError('CML4312', {
        entry: basename(path),
        problem: `it has ${bytes} bytes instead of ${expected}`,
      });
    }
    if (bytes === 0) return { buffer: new SharedArrayBuffer(0), address: undefined };
    const identity = `${dev}:${ino}:${size}:${mtimeNs}`;
    const known = mapped.get(identity);
    if (known !== undefined) return known;
    const memory = mapOpenFile(system, path, file, bytes);
    if (memory === null) return { buffer: readOpenFile(path, file, bytes), address: undefined };
    // Windows lets nobody shorten a mapped file.
    keepOpen = process.platform !== 'win32';
    const source = keepOpen ? { file, name: basename(path), bytes } : undefined;
    const kept: FileMemory = { ...memory, source };
    mapped.set(identity, kept);
    origins.set(kept.buffer, kept);
    return kept;
  } finally {
    if (!keepOpen) closeSync(file);
  }
}

/** @throws CML4317 where a file was shortened since it was mapped: what it lost cannot be read any more */
export function requireWhole(memories: readonly Pick<FileMemory, 'source'>[]): void {
  for (const { source } of memories) {
    if (source !== undefined && fstatSync(source.file).size < source.bytes) {
      throw codexError('CML4317', { file: source.name });
    }
  }
}

/** Where a mapping of this thread lies, and what it is of; undefined for any other memory. */
export function mappingOf(buffer: ArrayBufferLike): FileMemory | undefined {
  return origins.get(buffer);
}

/** Memory of a mapping made on another thread of this process. */
export async function viewMapping(address: bigint, bytes: number): Promise<ArrayBuffer> {
  return (await loadKoffi()).view(address, bytes);
}

function mapOpenFile(
  system: MappingCalls | null,
  path: string,
  file: number,
  bytes: number,
): FileMemory | null {
  const address = system?.map(path, file, bytes) ?? null;
  if (system === null || address === null) return null;
  try {
    return { address, buffer: system.view(address, bytes) };
  } catch {
    // Node that lets no memory of others be seen.
    system.unmap(address, bytes);
    return null;
  }
}

function readOpenFile(path: string, file: number, bytes: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes);
  const target = new Uint8Array(buffer);
  for (let at = 0; at < bytes; ) {
    const read = readSync(file, target, at, Math.min(READ_BYTES, bytes - at), at);
    if (read === 0) {
      throw codexError('CML4312', { entry: basename(path), problem: `it ends at byte ${at} of ${bytes}` });
    }
    at += read;
  }
  return buffer;
}
