// A config.ts is checked for every first-party capability, although it imports nothing but `codex-ml`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { ROOT } from '../architecture/repository.js';
import { listShippedCapabilities } from './capability-samples.js';
import { type CompiledConfigs, compileConfigs } from './compile-configs.js';

const IMPORT = "import { defineConfig } from 'codex-ml';";
const capabilities = listShippedCapabilities();
const rightUses = capabilities.flatMap(({ section }) => [section('short'), section('full')]);
const wrongUses = capabilities.flatMap(({ section }) => [
  section('short', ', noSuchOption: 1'),
  section('full', ', noSuchOption: 1'),
]);

/** One config a line, after the line of the import. */
function configsText(sections: readonly string[]): string {
  return [IMPORT, ...sections.map((section, i) => `export const c${i} = defineConfig({ ${section} });`)].join(
    '\n',
  );
}

function sample(name: string): string {
  return readFileSync(join(ROOT, 'test/fixtures/types', name), 'utf8');
}

describe('config modules in TypeScript', () => {
  let compiled: CompiledConfigs;

  before(function () {
    this.timeout(60_000);
    compiled = compileConfigs({
      'good.config.ts': sample('good.config.ts'),
      'bad.config.ts': sample('bad.config.ts'),
      'right-uses.ts': configsText(rightUses),
      'wrong-uses.ts': configsText(wrongUses),
      'keys.ts': `${IMPORT}\nimport type { CapabilityOptions } from '@codex-ml/plugin-api';\nexport type Keys = keyof CapabilityOptions;\nexport const used = defineConfig;\n`,
    });
  });

  it('compile where all is right', () => {
    expect(compiled.check('good.config.ts').problems).to.deep.equal([]);
  });

  it('are refused at the lines with a mistake and at no others', () => {
    const { text, problems } = compiled.check('bad.config.ts');
    const marked = text.split('\n').flatMap((line, i) => (/\/\/.*wrong$/.test(line) ? [i + 1] : []));
    expect(marked).to.have.length.greaterThan(10);
    expect([...new Set(problems.map(({ line }) => line))].sort((a, b) => a - b)).to.deep.equal(marked);
  });

  it('know exactly the capabilities that the manifests list', () => {
    const source = compiled.program
      .getSourceFiles()
      .find(({ fileName }) => fileName.endsWith('/types/keys.ts'))!;
    const alias = source.statements.find(ts.isTypeAliasDeclaration)!;
    const type = compiled.checker.getTypeAtLocation(alias.name);
    const members = type.isUnion() ? type.types : [type];
    const keys = members.map((member) => (member.isStringLiteral() ? member.value : '?'));
    expect(keys.sort()).to.deep.equal(capabilities.map(({ key }) => key).sort());
  });

  it('may give every option of every capability, by short and by full id', () => {
    expect(rightUses).to.have.length.greaterThan(30);
    expect(compiled.check('right-uses.ts').problems).to.deep.equal([]);
  });

  it('may not give any capability an option that it does not have', () => {
    const { problems } = compiled.check('wrong-uses.ts');
    const lines = [...new Set(problems.map(({ line }) => line))];
    expect(lines).to.deep.equal(wrongUses.map((_, i) => i + 2));
  });
});

describe('the entry of codex-ml', () => {
  it('imports no plugin at run time', async () => {
    const code = readFileSync(join(ROOT, 'cli/dist/index.js'), 'utf8');
    const plain = ts.preProcessFile(code).importedFiles.map(({ fileName }) => fileName);
    expect(plain).to.deep.equal(['@codex-ml/config']);
    expect(Object.keys(await import('codex-ml'))).to.deep.equal(['defineConfig']);
  });
});
