// Habits of the source files: an opening comment, a size one can read, names that say what is inside, no hidden inputs.
import { basename } from 'node:path';
import { expect } from 'chai';
import { listPackages, listTypeScript, readText } from './repository.js';

const MAX_LINES = 300;

const sources = listPackages().flatMap(({ folder }) => listTypeScript(`${folder}/src`));
const tests = [
  ...listPackages().flatMap(({ folder }) => listTypeScript(`${folder}/test`)),
  ...listTypeScript('test'),
];

/** Lines of a file that match, as `file:line`. */
function findLines(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    readText(file)
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}`] : [])),
  );
}

describe('source files', () => {
  it('open with a comment that says what they are', () => {
    expect(sources.length).to.be.greaterThan(30);
    expect(sources.filter((file) => !/^(#!.*\n)?(\/\/ \S|\/\*\*?\s)/.test(readText(file)))).to.deep.equal([]);
  });

  it(`have at most ${MAX_LINES} lines`, () => {
    const long = sources
      .map((file) => ({ file, lines: readText(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);
    expect(long).to.deep.equal([]);
  });

  it('are named in kebab-case after a subject, never `utils`, `helpers` or `common`', () => {
    const wrong = [...sources, ...tests].filter((file) => {
      const name = basename(file).replace(/(\.[a-z]+)*\.m?ts$/, '');
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /(^|\/)(utils?|helpers?|common|misc)(\/|\.|$)/.test(file)
      );
    });
    expect(wrong).to.deep.equal([]);
  });

  it('take randomness and time as arguments in nn, runtime and plugins', () => {
    const pure = sources.filter((file) => /^(core\/(nn|runtime)|plugins\/[^/]+)\/src\//.test(file));
    expect(findLines(pure, /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)/)).to.deep.equal([]);
  });

  it('throw through the catalogue', () => {
    expect(findLines(sources, /\bthrow new (Error|TypeError|RangeError)\b/)).to.deep.equal([]);
  });

  it('do not escape from the type system; tests may only state that the compiler must object', () => {
    expect(findLines(sources, /@ts-(ignore|expect-error|nocheck)|\bas any\b/)).to.deep.equal([]);
    expect(findLines(tests, /@ts-(ignore|nocheck)|\bas any\b/)).to.deep.equal([]);
  });
});

describe('test files', () => {
  it('run all of their tests', () => {
    expect(
      findLines(tests, /\b(describe|it|context)\.(skip|only)\(|\bthis\.skip\(|^\s*x(it|describe)\(/),
    ).to.deep.equal([]);
  });

  it('name the tests of the sources they mirror', () => {
    const wrong = tests.filter((file) => /\.(spec|tests)\.ts$/.test(file));
    expect(wrong).to.deep.equal([]);
  });
});
