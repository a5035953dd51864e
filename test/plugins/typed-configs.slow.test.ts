// Third-party packages of every kind in a project's node_modules, and what a config's author is told of them while writing: the JSON Schema of
// `config schema` completes and checks YAML, `defineConfig` checks TypeScript, by the declarations that `plugins new` writes.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_KEYS, isListKind, KINDS, type Kind, z } from '@codex-ml/plugin-api';
import { buildPlugin } from '@codex-ml/testkit/build';
import { newPackage } from '@codex-ml/testkit/scaffold';
import { expect } from 'chai';
import { ROOT } from '../architecture/repository.js';
import { runCli } from '../e2e/cli-process.js';
import { HOST_ROOT } from '../runs/run-in-process.js';
import { compilePackages } from './compile-packages.js';
import { makePluginProject, type PluginProject, run } from './plugin-project.js';

interface Property {
  readonly default?: unknown;
  readonly description?: string;
}
interface OptionsSchema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}
interface ConfigSchema {
  readonly $defs: Readonly<
    Record<string, { readonly properties: Readonly<Record<string, Property & { enum?: readonly string[] }>> }>
  >;
}

const shortId = (kind: Kind) => `my-${kind}`;
const fullId = (kind: Kind) => `acme/my-${kind}`;
const packageName = (kind: Kind) => `codex-ml-acme-my-${kind}`;
const IMPORTS = KINDS.map((kind) => `import type {} from '${packageName(kind)}';`);
const DEFINE = "import { defineConfig } from 'codex-ml';";

describe('installed packages of other authors', function () {
  this.timeout(240_000);
  let project: PluginProject;
  const options = new Map<Kind, OptionsSchema>();

  before(async () => {
    project = await makePluginProject();
    const folders = KINDS.map((kind) => join(project.path, 'node_modules', packageName(kind)));
    for (const [i, kind] of KINDS.entries()) {
      const where = { cwd: project.path, projectRoot: project.path, hostRoot: HOST_ROOT };
      const how = { license: 'MIT', year: 2030, folder: folders[i]! } as const;
      await newPackage({ kind, name: fullId(kind), ...how, ...where });
    }
    expect(compilePackages(folders)).to.deep.equal([]);
    for (const [i, kind] of KINDS.entries()) {
      await buildPlugin({ folder: folders[i]!, compile: false });
      const schema = await readFile(join(folders[i]!, 'dist', `${shortId(kind)}.schema.json`), 'utf8');
      options.set(kind, JSON.parse(schema) as OptionsSchema);
    }
    const names = ['codex-ml', ...KINDS.map(packageName)];
    const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
    const json = { name: 'project', private: true, type: 'module', dependencies };
    await writeFile(join(project.path, 'package.json'), JSON.stringify(json));
  });
  after(() => project.dispose());

  /** Options of a kind's plugin that are valid; those that must be given are files. */
  function validOptions(kind: Kind): Record<string, unknown> {
    const { properties, required = [] } = options.get(kind)!;
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [
        name,
        required.includes(name) && property.default === undefined ? 'a.txt' : property.default,
      ]),
    );
  }

  /** The section of a config that uses the plugin. */
  function sectionOf(kind: Kind, use: string, more: Record<string, unknown> = {}): Record<string, unknown> {
    const choice = { use, ...validOptions(kind), ...more };
    return { [CONFIG_KEYS[kind]]: isListKind(kind) ? [choice] : choice };
  }

  describe('in the JSON Schema of `config schema`', () => {
    let schema: ConfigSchema;
    let accepts: (config: unknown) => boolean;

    before(async () => {
      const { code, stdout, stderr } = await runCli(['config', 'schema'], { cwd: project.path });
      expect(code, stderr).to.equal(0);
      expect(stderr).to.equal('');
      const json = JSON.parse(stdout) as Record<string, unknown>;
      schema = json as unknown as ConfigSchema;
      const validator = z.fromJSONSchema(json);
      accepts = (config) => validator.safeParse(config).success;
    });

    for (const kind of KINDS) {
      it(`have their ids and options, with defaults and help: ${kind}`, () => {
        const { properties } = schema.$defs[`${kind}.acme.${shortId(kind)}`]!;
        const own = options.get(kind)!.properties;
        expect(properties['use']!.enum).to.deep.equal([shortId(kind), fullId(kind)]);
        expect(Object.keys(own)).to.have.length.greaterThan(0);
        expect(Object.keys(properties)).to.have.members([
          'use',
          ...Object.keys(own),
          ...(kind === 'dataset' ? ['split'] : []),
        ]);
        for (const [name, { default: value, description }] of Object.entries(own)) {
          expect(properties[name]!.default, name).to.deep.equal(value);
          expect(properties[name]!.description, name).to.equal(description).and.not.equal(undefined);
        }
      });

      it(`are accepted as they are, and refused where they are misspelt: ${kind}`, () => {
        expect(accepts(sectionOf(kind, shortId(kind)))).to.equal(true);
        expect(accepts(sectionOf(kind, fullId(kind)))).to.equal(true);
        expect(accepts(sectionOf(kind, fullId(kind), { noSuchOption: 1 }))).to.equal(false);
        expect(accepts(sectionOf(kind, `acme/mine-${kind}`))).to.equal(false);
        for (const name of Object.keys(options.get(kind)!.properties))
          expect(accepts(sectionOf(kind, fullId(kind), { [name]: null })), name).to.equal(false);
      });
    }
  });

  describe('in a config module', () => {
    /** Lines that `tsc --noEmit` complains about, of a config with these lines. */
    async function problems(name: string, lines: readonly string[], types: readonly string[] = []) {
      const compilerOptions = {
        target: 'es2023',
        module: 'nodenext',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        verbatimModuleSyntax: true,
        types,
      };
      await writeFile(join(project.path, `${name}.ts`), lines.join('\n'));
      const tsconfig = JSON.stringify({ compilerOptions, files: [`${name}.ts`] });
      await writeFile(join(project.path, `tsconfig.${name}.json`), tsconfig);
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const args = [tsc, '--noEmit', '-p', `tsconfig.${name}.json`];
      const { output } = await run(process.execPath, args, project.path);
      const found = [...output.matchAll(new RegExp(`^${name}\\.ts\\((\\d+),\\d+\\): error (TS\\d+)`, 'gm'))];
      expect(output.match(/error TS/g) ?? [], output).to.have.length(found.length);
      return found.map(([, line]) => lines[Number(line) - 1]!);
    }

    const write = (section: Record<string, unknown>, i: number) =>
      `export const c${i} = defineConfig(${JSON.stringify(section)});`;
    const rightOnes = () =>
      KINDS.flatMap((kind) => [sectionOf(kind, shortId(kind)), sectionOf(kind, fullId(kind))]).map(write);
    const wrongOnes = () =>
      KINDS.flatMap((kind) => [
        sectionOf(kind, shortId(kind), { noSuchOption: 1 }),
        sectionOf(kind, fullId(kind), { noSuchOption: 1 }),
        ...Object.keys(options.get(kind)!.properties).map((name) =>
          sectionOf(kind, fullId(kind), { [name]: { of: 'no such type' } }),
        ),
      ]).map(write);

    it('compile with every option that they have', async () => {
      expect(await problems('good', [DEFINE, ...IMPORTS, ...rightOnes()])).to.deep.equal([]);
    });

    it('are refused with options that they have not, and with values of another type, line by line', async () => {
      const wrong = wrongOnes();
      expect(wrong).to.have.length.greaterThan(3 * KINDS.length - 1);
      const found = await problems('bad', [DEFINE, ...IMPORTS, ...rightOnes(), ...wrong.map(renamed)]);
      expect([...new Set(found)]).to.deep.equal(wrong.map(renamed));
    });

    it('are known as well where tsconfig.json lists them under `types`', async () => {
      const types = KINDS.map(packageName);
      expect(await problems('listed', [DEFINE, ...rightOnes()], types)).to.deep.equal([]);
      const [wrong] = wrongOnes();
      expect(await problems('listed-bad', [DEFINE, wrong!], types)).to.deep.equal([wrong]);
    });

    it('take any options where nothing says their types, and the host still checks its own keys', async () => {
      const host = 'export const host = defineConfig({ train: { stpes: 1 } });';
      expect(await problems('open', [DEFINE, ...wrongOnes(), host])).to.deep.equal([host]);
    });

    it('need nothing at run time: Node takes the import of types away', async () => {
      const config = "export default defineConfig({ extends: ['std/tiny'], metrics: ['my-metric'] });";
      await writeFile(join(project.path, 'codex-ml.config.ts'), [DEFINE, ...IMPORTS, config].join('\n'));
      const { code, stderr } = await runCli(['config', 'validate'], { cwd: project.path });
      expect(code, stderr).to.equal(0);
    });
  });
});

/** Names of constants that differ from those of the right ones. */
function renamed(line: string): string {
  return line.replace('const c', 'const d');
}
