// Where the values of config modules are written. The texts below are read, not run.
import { expect } from 'chai';
import { readModuleLiterals } from '../../dist/source/module-literals.js';

const IMPORT = "import { defineConfig } from 'codex-ml';\n";
const SECTION = "{ model: { use: 'gpt', layers: 2 }, metrics: ['a', { use: 'b', n: 3 }] }";

/** What is written at a path. */
function at(
  text: string,
  path: readonly (string | number)[],
  part: 'value' | 'key' = 'value',
): string | undefined {
  const span = readModuleLiterals(text)[part](path);
  return span === undefined ? undefined : text.slice(span.start, span.end);
}

describe('readModuleLiterals', () => {
  const forms: Readonly<Record<string, string>> = {
    'an object': `export default ${SECTION};`,
    defineConfig: `${IMPORT}export default defineConfig(${SECTION});`,
    'an object with a type after it': `export default ${SECTION} satisfies object;`,
    'a function': `export default ({ env }) => defineConfig(${SECTION});`,
    'a function with types': `export default async ({ env }: Environment): Promise<Config> => (${SECTION});`,
    'a function without parentheses': `export default environment => (${SECTION});`,
    'a constant': `const config: Config = defineConfig(${SECTION});\nexport default config;`,
  };
  for (const [name, text] of Object.entries(forms)) {
    it(`reads ${name}`, () => {
      expect(at(text, ['model', 'layers'])).to.equal('2');
      expect(at(text, ['model', 'layers'], 'key')).to.equal('layers');
      expect(at(text, ['metrics', 1, 'n'])).to.equal('3');
      expect(at(text, ['metrics', 0])).to.equal("'a'");
      expect(at(text, ['metrics', 1])).to.equal("{ use: 'b', n: 3 }");
      expect(at(text, ['model', 'heads'])).to.equal(undefined);
    });
  }

  it('is not misled by comments, strings, templates and regular expressions', () => {
    const text = [
      '// export default { model: 1 }',
      "const a = 'export default { model: 2 }', b = `${`}`} export default {`, c = /[/'\"`{]/g, d = 1 / 2;",
      'function e(x: { y: number }) { return /}/.test(`${x.y}`) ? { model: 3 } : x; }',
      'export default { /* model: 4, */ "two words": { \'model\': [1, /* , */ 2] }, model: 5 };',
    ].join('\n');
    expect(at(text, ['model'])).to.equal('5');
    expect(at(text, ['two words', 'model', 1])).to.equal('2');
    expect(at(text, ['two words', 'model'], 'key')).to.equal("'model'");
  });

  it('passes over methods, accessors, computed keys and functions', () => {
    const text = `export default {
      plugins: [define({ create: ({ options: { n } }) => ({ n, run() { return [n, { n }]; } }) })],
      [key]: { n: 1 }, method(a, { n }) { return { n: 2 }; }, get n() { return 3; }, model: a ? { n: 4 } : { n: 5 },
      train: { steps: 6 },
    };`;
    expect(at(text, ['train', 'steps'])).to.equal('6');
    expect(at(text, ['plugins', 0])).to.match(/^define\(.*\)$/);
    expect(at(text, ['n'])).to.equal(undefined);
  });

  it('gives the expression where a value is computed', () => {
    const text =
      'export default { model: makeModel({ layers: 2 }), run, metrics: [...common, "a"], train: { steps: 5 }.x };';
    expect(at(text, ['model', 'layers'])).to.equal('makeModel({ layers: 2 })');
    expect(at(text, ['run', 'seed'])).to.equal('run');
    expect(at(text, ['train', 'steps'])).to.equal('{ steps: 5 }.x');
  });

  it('gives nothing where it cannot be certain', () => {
    const spread =
      'export default { train: { steps: 5, ...quick, batch: 2 }, metrics: ["a", ...more, "b"] };';
    expect(at(spread, ['train', 'steps'])).to.equal(undefined);
    expect(at(spread, ['train', 'batch'])).to.equal('2');
    expect(at(spread, ['metrics', 0])).to.equal('"a"');
    expect(at(spread, ['metrics', 1])).to.equal(undefined);
    const computed = [
      'export default merge({ model: 1 }, { model: 2 });',
      'export default () => { return { model: 1 }; };',
      'export default function config() { return { model: 1 }; }',
      'export { config as default } from "./other.js";',
      'let config = { model: 1 }; export default config;',
      'const config = { model: 1 }; { const config = 2; } export default config;',
      'const a = b; const b = a; export default a;',
      '',
    ];
    for (const text of computed) expect(at(text, ['model']), text).to.equal(undefined);
  });

  it('comes to an end whatever it is given', () => {
    const text = `${IMPORT}export default defineConfig({ a: [1, { b: \`x\${1}\` }, /y/, 'z'], ...c, [d]: e, f() {} });`;
    for (let end = 0; end <= text.length; end++) at(text.slice(0, end), ['a', 1, 'b']);
    for (let start = 0; start <= text.length; start++) at(text.slice(start), ['a', 1, 'b']);
    for (const odd of [
      'export default {',
      'export default [}',
      'export default ({',
      'export default "',
      '`${',
    ])
      expect(at(odd, ['a'])).to.equal(undefined);
  });
});
