import { findMappingCalls, type Koffi } from '@codex-ml/runtime/data';
import { expect } from 'chai';

type Values = readonly unknown[];
type Answer = (values: Values) => number | bigint;

interface Kernel {
  readonly koffi: Koffi;
  readonly calls: readonly (readonly [name: string, ...values: unknown[]])[];
}

/** Windows as its documentation has it, with other answers where given. It keeps every call. */
function windowsKernel(other: Readonly<Record<string, Answer>> = {}): Kernel {
  const calls: [string, ...unknown[]][] = [];
  const answers: Readonly<Record<string, Answer>> = {
    CreateFileW: () => 11,
    CreateFileMappingW: () => 22,
    MapViewOfFile: () => 0x7ff0_0000_0000,
    UnmapViewOfFile: () => 1,
    CloseHandle: () => 1,
    ...other,
  };
  const library = {
    func: (name: string) => {
      if (answers[name] === undefined) throw new TypeError(`no ${name}`);
      return (...values: unknown[]) => {
        calls.push([name, ...values]);
        return answers[name]!(values);
      };
    },
  };
  const load = (path: string) => {
    expect(path).to.equal('kernel32.dll');
    return library;
  };
  return { koffi: { load, view: () => new ArrayBuffer(0) } as unknown as Koffi, calls };
}

const BYTES = 5 * 2 ** 32 + 7;
const PATH = 'tokens.bin';

describe('findMappingCalls on Windows', () => {
  it('maps all of a file of any size, and closes both handles at once', async () => {
    const { koffi, calls } = windowsKernel();
    const found = await findMappingCalls('win32', async () => koffi);
    expect(found!.map(PATH, 3, BYTES)).to.equal(0x7ff0_0000_0000n);
    expect(calls).to.deep.equal([
      // To be read; others may read, write and remove; it must be there.
      ['CreateFileW', PATH, 0x80000000, 7, null, 3, 0, 0],
      // For reading pages, as large as the file.
      ['CreateFileMappingW', 11, null, 2, 5, 7, null],
      // For reading, from the beginning.
      ['MapViewOfFile', 22, 4, 0, 0, BYTES],
      ['CloseHandle', 22],
      ['CloseHandle', 11],
    ]);
    found!.unmap(5n, BYTES);
    expect(calls.at(-1)).to.deep.equal(['UnmapViewOfFile', 5n]);
  });

  it('gives nothing where a call fails or raises, and leaves no handle open', async () => {
    const raise = () => {
      throw new TypeError('a value of another type');
    };
    const failures: readonly (readonly [Readonly<Record<string, Answer>>, readonly number[]])[] = [
      [{ CreateFileW: () => -1 }, []],
      [{ CreateFileW: () => -1n }, []],
      [{ CreateFileW: raise }, []],
      [{ CreateFileMappingW: () => 0 }, [11]],
      [{ CreateFileMappingW: raise }, [11]],
      [{ MapViewOfFile: () => 0n }, [22, 11]],
      [{ MapViewOfFile: raise }, [22, 11]],
    ];
    for (const [other, closed] of failures) {
      const { koffi, calls } = windowsKernel(other);
      const found = await findMappingCalls('win32', async () => koffi);
      expect(found!.map(PATH, 3, 10)).to.equal(null);
      const handles = calls.flatMap(([name, handle]) => (name === 'CloseHandle' ? [handle] : []));
      expect(handles).to.deep.equal(closed);
    }
  });
});

describe('findMappingCalls', () => {
  it('finds none where koffi is missing, or the library, or a call in it', async () => {
    const raise = () => {
      throw new TypeError('missing');
    };
    for (const platform of ['win32', 'linux', 'darwin'] as const) {
      expect(await findMappingCalls(platform, async () => raise())).to.equal(null);
      const noLibrary = { load: raise, view: raise } as unknown as Koffi;
      expect(await findMappingCalls(platform, async () => noLibrary)).to.equal(null);
      const noCall = { load: () => ({ func: raise }), view: raise } as unknown as Koffi;
      expect(await findMappingCalls(platform, async () => noCall)).to.equal(null);
    }
  });
});
