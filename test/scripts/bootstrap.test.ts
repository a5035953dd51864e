// What runs on a fresh clone needs nothing that an install would bring, and no newer Node than a machine may have.
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { importsOfFile, ROOT } from '../architecture/repository.js';

/** Scripts that the README and the build server start before anything is installed. */
const ENTRY_POINTS = ['scripts/quickstart.mjs', 'scripts/test.mjs', 'scripts/build.mjs', 'scripts/lint.mjs'];

/** A script and everything it imports, statically. */
function closureOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { specifier } of importsOfFile(file)) {
    if (specifier.startsWith('.')) closureOf(posix.join(posix.dirname(file), specifier), seen);
  }
  return seen;
}

describe('scripts that run on a fresh clone', () => {
  for (const entry of ENTRY_POINTS) {
    it(`import nothing but Node itself: ${entry}`, () => {
      const foreign = [...closureOf(entry)].flatMap((file) =>
        importsOfFile(file)
          .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
          .map(({ specifier }) => `${file} imports ${specifier}`),
      );
      expect(foreign).to.deep.equal([]);
    });
  }

  it('tell a Node that is new enough from one that is not', async () => {
    const { isNewEnough } = (await import(pathToFileURL(`${ROOT}/scripts/node-binary.mjs`).href)) as {
      isNewEnough(version: string): boolean;
    };
    expect(['v20.20.2', 'v22.17.9', 'v22.18.0', '23.0.0', 'v24.21.0'].map(isNewEnough)).to.deep.equal([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
