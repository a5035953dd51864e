// A config.ts is checked for every first-party capability, although it imports nothing but `codex-ml`.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import ts from 'typescript';
import { ROOT } from '../architecture/repository.js';
import { listShippedCapabilities } from './capability-samples.js';
import { type CompiledConfigs, compileConfigs } from './compile-configs.js';

const IMPORT = "import { defineConfig } from 'codex-ml';";
const PRELOAD = new URL('../startup/record-modules.js', import.meta.url).href;
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
  it('loads no plugin at run time', async () => {
    await withTemporaryFolder(async (folder) => {
      const list = join(folder, 'modules.txt');
      const args = ['--import', PRELOAD, '--input-type=module', '--eval', "await import('codex-ml')"];
      const env = { ...process.env, CODEX_ML_TEST_MODULES: list };
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', env });
      expect(status, stderr).to.equal(0);
      const modules = readFileSync(list, 'utf8').split('\n');
      expect(modules.some((url) => url.endsWith('/cli/dist/index.js'))).to.equal(true);
      expect(modules.filter((url) => url.includes('/plugins/'))).to.deep.equal([]);
    });
  });
});
