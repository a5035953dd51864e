// The system's calls that map files into memory, found through koffi. Whatever is missing or fails gives null, and files are read then.
import { toNamespacedPath } from 'node:path';

export interface MappingCalls {
  /** Address of a read-only mapping of a file, all of it; null where the system refuses. Never raises. */
  map(path: string, file: number, bytes: number): bigint | null;
  /** Memory there. @throws where Node lets no memory of others be seen */
  view(address: bigint, bytes: number): ArrayBuffer;
  /** Give a mapping back that nothing views. */
  unmap(address: bigint, bytes: number): void;
}

export type Koffi = Pick<typeof import('koffi'), 'load' | 'view'>;

type Call = (...values: unknown[]) => number | bigint;

const PROT_READ = 1;
const MAP_SHARED = 1;
/** `MAP_FAILED`, (void *) -1, as a signed number and as an unsigned one. */
const FAILED = new Set([-1n, 2n ** 64n - 1n, 2n ** 32n - 1n]);
const GENERIC_READ = 0x80000000;
const SHARE_ALL = 7;
const OPEN_EXISTING = 3;
const PAGE_READONLY = 2;
const FILE_MAP_READ = 4;

/**
 * The calls of this system, or null where there is no way to them.
 * @param load gives koffi
 */
export async function findMappingCalls(
  platform: NodeJS.Platform,
  load: () => Promise<Koffi>,
): Promise<MappingCalls | null> {
  try {
    const koffi = await load();
    return platform === 'win32' ? windowsCalls(koffi) : unixCalls(koffi);
  } catch {
    return null;
  }
}

/** koffi, as it is installed. */
export async function loadKoffi(): Promise<Koffi> {
  const { default: koffi } = await import('koffi');
  return koffi;
}

/** `mmap` of the C library. Its offset has 64 bits on every system that Node 22 runs on in 64 bits. */
function unixCalls(koffi: Koffi): MappingCalls {
  const library = koffi.load(null);
  const mmap = library.func('mmap', 'uintptr_t', ['uintptr_t', 'size_t', 'int', 'int', 'int', 'int64_t']);
  const munmap = library.func('munmap', 'int', ['uintptr_t', 'size_t']);
  return {
    map: (_, file, bytes) =>
      orNull(() => {
        const address = BigInt(mmap(0, bytes, PROT_READ, MAP_SHARED, file, 0) as number | bigint);
        return FAILED.has(address) ? null : address;
      }),
    view: (address, bytes) => koffi.view(address, bytes),
    unmap: (address, bytes) => void munmap(address, bytes),
  };
}

/**
 * `CreateFileMapping` and `MapViewOfFile`. The file is opened again by its name, as file numbers of Node mean nothing to other libraries.
 * A mapping as large as the file is stated to be, which the system refuses where it is shorter by now; its size is two halves of 32 bits.
 * The view keeps file and mapping in use, so that both handles are closed at once. While there is a view, nobody can shorten the file
 * or remove it.
 *
 * Written after the documentation of Windows; it has run on no Windows machine yet.
 */
function windowsCalls(koffi: Koffi): MappingCalls {
  const kernel = koffi.load('kernel32.dll');
  const bind = (name: string, result: string, parameters: readonly string[]) =>
    kernel.func(name, result, [...parameters]) as Call;
  const [dword, handle] = ['uint32_t', 'intptr_t'];
  const openFile = bind('CreateFileW', handle, ['str16', dword, dword, 'void *', dword, dword, handle]);
  const createMapping = bind('CreateFileMappingW', handle, [handle, 'void *', dword, dword, dword, 'void *']);
  const mapView = bind('MapViewOfFile', 'uintptr_t', [handle, dword, dword, dword, 'size_t']);
  const unmapView = bind('UnmapViewOfFile', 'int', ['uintptr_t']);
  const close = bind('CloseHandle', 'int', [handle]);

  const mapHandle = (file: number | bigint, bytes: number): bigint | null => {
    const [high, low] = [Math.floor(bytes / 2 ** 32), bytes % 2 ** 32];
    const mapping = createMapping(file, null, PAGE_READONLY, high, low, null);
    if (BigInt(mapping) === 0n) return null;
    try {
      const address = BigInt(mapView(mapping, FILE_MAP_READ, 0, 0, bytes));
      return address === 0n ? null : address;
    } finally {
      close(mapping);
    }
  };
  return {
    map: (path, _, bytes) =>
      orNull(() => {
        // Paths of more than 260 characters have to be written in another way.
        const name = toNamespacedPath(path);
        const file = openFile(name, GENERIC_READ, SHARE_ALL, null, OPEN_EXISTING, 0, 0);
        if (BigInt(file) === -1n) return null;
        try {
          return mapHandle(file, bytes);
        } finally {
          close(file);
        }
      }),
    view: (address, bytes) => koffi.view(address, bytes),
    unmap: (address) => void unmapView(address),
  };
}

function orNull<T>(call: () => T | null): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
