import { expect } from 'chai';
import { exportsReach } from '../../../dist/validate/packaging/exports-reach.js';

describe('the reach of exports', () => {
  const file = './dist/bleu.js';
  const cases: readonly [string, unknown, boolean][] = [
    ['everything, where there is no such field', undefined, true],
    ['a file named by itself', { './bleu': './dist/bleu.js' }, true],
    ['a pattern over a folder', { './dist/*': './dist/*' }, true],
    ['a pattern with an ending', { './*': './dist/*.js' }, true],
    ['a pattern of another folder', { './lib/*': './lib/*' }, false],
    ['a pattern with another ending', { './*': './dist/*.cjs' }, false],
    ['the main entry alone', './dist/bleu.js', true],
    ['another main entry', './dist/index.js', false],
    ['conditions without subpaths', { types: './dist/bleu.d.ts', default: './dist/bleu.js' }, true],
    ['a condition that an import meets', { './bleu': { types: './x.d.ts', import: './dist/bleu.js' } }, true],
    ['a condition that no import meets', { './bleu': { require: './dist/bleu.js' } }, false],
    ['nested conditions', { '.': { node: { default: './dist/bleu.js' } } }, true],
    ['a list of targets', { '.': ['./other.js', './dist/bleu.js'] }, true],
    ['a closed subpath', { './dist/*': null }, false],
  ];
  for (const [name, exported, expected] of cases) {
    it(`${expected ? 'includes' : 'leaves out'}: ${name}`, () => {
      expect(exportsReach(exported, file)).to.equal(expected);
    });
  }
});
