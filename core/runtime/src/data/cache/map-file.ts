// Files as memory: read-only mappings that last as long as the process, one for each file. Deleting a mapped file is safe; a file of
// the cache is never changed, as one that shrank under a mapping would end the process.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { codexError } from '@codex-ml/plugin-api';

/** A file's content in memory. */
export interface FileMemory {
  readonly buffer: ArrayBufferLike;
  /** Where it is mapped, for other threads of the process; undefined where the content was read instead. */
  readonly address: bigint | undefined;
}

interface MappingCalls {
  /** Address of a read-only mapping of a file, all of it; null where the system refuses. */
  map(path: string, file: number, bytes: number): bigint | null;
  view(address: bigint, bytes: number): ArrayBuffer;
}

type Koffi = typeof import('koffi');

const PROT_READ = 1;
const MAP_SHARED = 1;
/** `MAP_FAILED`, (void *) -1, as a signed number and as an unsigned one. */
const FAILED = new Set([-1n, 2n ** 64n - 1n, 2n ** 32n - 1n]);
const GENERIC_READ = 0x80000000;
const SHARE_ALL = 7;
const OPEN_EXISTING = 3;
const PAGE_READONLY = 2;
const FILE_MAP_READ = 4;
/** Bytes read at once where a file is not mapped. */
const READ_BYTES = 1 << 26;

/** Mappings of this thread, by what the file is. They are kept: a view of one must never outlive it. */
const mapped = new Map<string, FileMemory>();
const addresses = new WeakMap<ArrayBufferLike, bigint>();

let calls: Promise<MappingCalls | null> | undefined;

/** Look for the system's calls, so that the first file need not wait for them. */
export function prepareMapping(): void {
  calls ??= findCalls();
}

/**
 * The content of a file. Where the system cannot map it, it is read.
 * @throws what opening or reading the file throws, CML4312 where it ends early
 */
export async function openFileMemory(path: string): Promise<FileMemory> {
  calls ??= findCalls();
  const system = await calls;
  const file = openSync(path, 'r');
  try {
    const { size, ino, dev, mtimeNs } = fstatSync(file, { bigint: true });
    const bytes = Number(size);
    if (bytes === 0) return { buffer: new SharedArrayBuffer(0), address: undefined };
    const identity = `${dev}:${ino}:${size}:${mtimeNs}`;
    const known = mapped.get(identity);
    if (known !== undefined) return known;
    const memory = mapOpenFile(system, path, file, bytes);
    if (memory === null) return { buffer: readOpenFile(path, file, bytes), address: undefined };
    mapped.set(identity, memory);
    if (memory.address !== undefined) addresses.set(memory.buffer, memory.address);
    return memory;
  } finally {
    closeSync(file);
  }
}

/** Where a mapping of this thread lies; undefined for any other memory. */
export function mappingAddress(buffer: ArrayBufferLike): bigint | undefined {
  return addresses.get(buffer);
}

/** Memory of a mapping made on another thread of this process. */
export async function viewMapping(address: bigint, bytes: number): Promise<ArrayBuffer> {
  const { default: koffi } = await import('koffi');
  return (koffi as unknown as Koffi).view(address, bytes);
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

/** The system's calls, or null where there is no way to them. */
async function findCalls(): Promise<MappingCalls | null> {
  try {
    const { default: loaded } = await import('koffi');
    const koffi = loaded as unknown as Koffi;
    return process.platform === 'win32' ? windowsCalls(koffi) : unixCalls(koffi);
  } catch {
    return null;
  }
}

/** `mmap` of the C library. Its offset has 64 bits on every system that Node 22 runs on in 64 bits. */
function unixCalls(koffi: Koffi): MappingCalls {
  const mmap = koffi
    .load(null)
    .func('mmap', 'uintptr_t', ['uintptr_t', 'size_t', 'int', 'int', 'int', 'int64_t']);
  return {
    map: (_, file, bytes) => {
      const address = BigInt(mmap(0, bytes, PROT_READ, MAP_SHARED, file, 0) as number | bigint);
      return FAILED.has(address) ? null : address;
    },
    view: (address, bytes) => koffi.view(address, bytes),
  };
}

/**
 * `CreateFileMapping` and `MapViewOfFile`. The file is opened again by its name, as file numbers of Node mean nothing to other libraries.
 * Written after the documentation; it has run on no Windows machine yet.
 */
function windowsCalls(koffi: Koffi): MappingCalls {
  const kernel = koffi.load('kernel32.dll');
  const bind = (name: string, result: string, parameters: readonly string[]) =>
    kernel.func(name, result, [...parameters]) as (...values: unknown[]) => number | bigint;
  const openFile = bind('CreateFileW', 'intptr_t', [
    'str16',
    'uint32_t',
    'uint32_t',
    'void *',
    'uint32_t',
    'uint32_t',
    'intptr_t',
  ]);
  const createMapping = bind('CreateFileMappingW', 'intptr_t', [
    'intptr_t',
    'void *',
    'uint32_t',
    'uint32_t',
    'uint32_t',
    'void *',
  ]);
  const mapView = bind('MapViewOfFile', 'uintptr_t', [
    'intptr_t',
    'uint32_t',
    'uint32_t',
    'uint32_t',
    'size_t',
  ]);
  const close = bind('CloseHandle', 'int', ['intptr_t']);
  return {
    map: (path, _, bytes) => {
      const file = openFile(path, GENERIC_READ, SHARE_ALL, null, OPEN_EXISTING, 0, 0);
      if (BigInt(file) === -1n) return null;
      const mapping = createMapping(file, null, PAGE_READONLY, 0, 0, null);
      close(file);
      if (BigInt(mapping) === 0n) return null;
      const address = BigInt(mapView(mapping, FILE_MAP_READ, 0, 0, bytes));
      // The view keeps the mapping.
      close(mapping);
      return address === 0n ? null : address;
    },
    view: (address, bytes) => koffi.view(address, bytes),
  };
}
