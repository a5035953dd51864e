import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CodexError, toCodexErrors } from '@codex-ml/plugin-api';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { type BuildRequest, buildPlugin } from '@codex-ml/testkit/build';
import { expect } from 'chai';

const API = dirname(dirname(fileURLToPath(import.meta.resolve('@codex-ml/plugin-api'))));

/** A schedule, as a module of JavaScript that is TypeScript too. */
const schedule = (
  id: string,
  extra = "summary: 'halves',",
) => `import { defineOptions, defineSchedule, z } from '@codex-ml/plugin-api';
export default defineSchedule({
  id: '${id}',
  ${extra}
  apiVersion: '^1.0',
  options: defineOptions({ every: z.int().min(1).default(10).describe('steps between halvings') }),
  create: ({ options }) => ({ factor: (step) => 0.5 ** Math.floor(step / options.every) }),
});
`;

const HALVING = schedule('halving');

const ROW = {
  kind: 'schedule',
  id: 'halving',
  entry: './dist/halving.js',
  options: './dist/halving.schema.json',
  summary: 'halves',
};

describe('buildPlugin', () => {
  let place: TemporaryFolder;

  beforeEach(async () => {
    place = await temporaryFolder();
    await mkdir(join(place.path, 'node_modules', '@codex-ml'), { recursive: true });
    await symlink(API, join(place.path, 'node_modules', '@codex-ml', 'plugin-api'), 'junction');
    await mkdir(join(place.path, 'dist'));
  });
  afterEach(() => place.remove());

  const write = (name: string, text: string) => writeFile(join(place.path, name), text);
  const read = (name: string) => readFile(join(place.path, name), 'utf8');
  const describePackage = (codexMl: unknown) =>
    write('package.json', JSON.stringify({ name: 'codex-ml-acme', type: 'module', codexMl }));
  const manifest = (...provides: readonly object[]) => ({
    manifest: 1,
    namespace: 'acme',
    apiVersion: '^1.0',
    provides,
  });
  const build = (request: Omit<BuildRequest, 'folder'> = {}) =>
    buildPlugin({ folder: place.path, compile: false, ...request });
  const readField = async () =>
    (JSON.parse(await read('package.json')) as { codexMl: { provides: object[]; conformance?: string } })
      .codexMl;

  async function failures(request: Omit<BuildRequest, 'folder'> = {}): Promise<readonly CodexError[]> {
    return build(request).then(
      () => [],
      (error: unknown) => toCodexErrors(error),
    );
  }

  describe('schemas', () => {
    it('are written where the manifest names them, and written once', async () => {
      await describePackage(manifest(ROW));
      await write('dist/halving.js', HALVING);
      const built = {
        name: 'codex-ml-acme',
        compilation: 'nothing',
        capabilities: ['schedule:acme/halving'],
        schemas: [ROW.options],
      };
      expect(await build()).to.deep.equal({ ...built, written: [ROW.options] });
      expect(JSON.parse(await read('dist/halving.schema.json')))
        .to.have.nested.property('properties.every')
        .that.includes({ type: 'integer', default: 10, description: 'steps between halvings' });
      expect(await build()).to.deep.equal({ ...built, written: [] });
    });

    it('that are missing or stale are named by a check, and left so', async () => {
      await describePackage(manifest(ROW));
      await write('dist/halving.js', HALVING);
      const title = 'options schema `./dist/halving.schema.json` of `acme/halving` in `codex-ml-acme` is';
      const titles = async () => (await failures({ check: true })).map((error) => error.title);
      expect(await titles()).to.deep.equal([`${title} missing`]);
      await write('dist/halving.schema.json', '{}');
      expect(await titles()).to.deep.equal([`${title} stale`]);
      expect(await read('dist/halving.schema.json')).to.equal('{}');
    });
  });

  describe('the manifest', () => {
    it('is made of the modules that export a plugin, in folders too', async () => {
      await describePackage({ manifest: 1, namespace: 'acme', apiVersion: '^1.0' });
      await mkdir(join(place.path, 'dist', 'more'));
      await write('dist/halving.js', HALVING);
      await write('dist/more/thirds.js', schedule('thirds', "summary: 'takes a third',"));
      await write('dist/conformance.js', 'throw new Error("fixtures are for tests")');
      await write('dist/arithmetic.js', 'export default (x) => x / 2;');
      await write('dist/other.js', 'throw new Error("exports nothing, so nobody looks at it")');
      expect((await build()).written).to.deep.equal([
        'package.json',
        ROW.options,
        './dist/more/thirds.schema.json',
      ]);
      const field = await readField();
      expect(field.provides).to.deep.equal([
        ROW,
        {
          kind: 'schedule',
          id: 'thirds',
          entry: './dist/more/thirds.js',
          options: './dist/more/thirds.schema.json',
          summary: 'takes a third',
        },
      ]);
      expect(field.conformance).to.equal('./dist/conformance.js');
    });

    it('keeps the order of its rows, what modules do not say, and the indent of the file', async () => {
      const codexMl = {
        ...manifest(
          { ...ROW, id: 'thirds', entry: './dist/thirds.js', summary: 'by hand', options: './own.json' },
          { ...ROW, summary: 'an old summary' },
        ),
        hooks: ['step.end'],
        network: true,
      };
      await write(
        'package.json',
        JSON.stringify({ name: 'codex-ml-acme', type: 'module', codexMl }, null, '\t'),
      );
      await write('dist/halving.js', HALVING);
      await write(
        'dist/thirds.js',
        schedule('thirds', '/* nothing of a summary */').replace("'^1.0'", "'^1.1'"),
      );
      await build();
      expect(await readField()).to.deep.equal({
        ...codexMl,
        provides: [{ ...codexMl.provides[0], apiVersion: '^1.1' }, ROW],
      });
      expect(await read('package.json')).to.contain('\n\t"type": "module"');
      expect(await failures({ check: true })).to.deep.equal([]);
    });

    it('that does not agree is told apart place by place by a check, and left so', async () => {
      await describePackage(manifest({ ...ROW, summary: 'doubles' }));
      await write('dist/halving.js', HALVING);
      await write('dist/thirds.js', schedule('thirds'));
      const before = await read('package.json');
      const errors = await failures({ check: true });
      expect(errors.filter(({ code }) => code === 'CML3419').map(({ title }) => title)).to.deep.equal([
        'manifest of `codex-ml-acme` is not what its modules say: `codexMl.provides[0].summary` is `"doubles"`, expected `"halves"`',
        'manifest of `codex-ml-acme` is not what its modules say: `codexMl.provides[1]` is missing, expected `' +
          `${JSON.stringify({ ...ROW, id: 'thirds', entry: './dist/thirds.js', options: './dist/thirds.schema.json' })}\``,
      ]);
      expect(await read('package.json')).to.equal(before);
    });

    it('cannot be made without plugins, without a summary, or of two modules with one id', async () => {
      await describePackage(manifest());
      expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3416']);
      await write('dist/halving.js', schedule('halving', ''));
      expect((await failures()).map(({ title }) => title)).to.deep.equal([
        'schedule `acme/halving` has no summary',
      ]);
      await write('dist/again.js', HALVING);
      expect((await failures()).map(({ title }) => title)).to.deep.equal([
        'schedule `acme/halving` is exported by two modules, `./dist/again.js` and `./dist/halving.js`',
      ]);
    });

    it('of a package of presets alone is left as it is', async () => {
      await describePackage({ ...manifest(), presets: { tiny: './tiny.yaml' } });
      expect((await build()).written).to.deep.equal([]);
    });

    it('that is not valid is told apart problem by problem', async () => {
      expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3103']);
      await write('package.json', '{ "name": ');
      expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3103']);
      await describePackage(undefined);
      expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3104']);
      await describePackage({ ...manifest(), manifest: 7 });
      expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3106']);
      await describePackage({ ...manifest(ROW), namespace: 'Acme', network: 'yes' });
      await write('dist/halving.js', HALVING);
      expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3105', 'CML3105']);
    });
  });

  it('reports every module that does not hold what the manifest promises', async () => {
    await describePackage(
      manifest(
        ROW,
        { ...ROW, id: 'not-built', entry: './dist/not-built.js' },
        { ...ROW, id: 'throws', entry: './dist/throws.js' },
        { ...ROW, id: 'empty', entry: './dist/empty.js' },
        { ...ROW, id: 'plain', entry: './dist/plain.js' },
      ),
    );
    await write('dist/halving.js', HALVING);
    await write('dist/throws.js', 'throw new Error("no luck")');
    await write('dist/empty.js', 'export const nothing = 1;');
    await write('dist/plain.js', 'export default { kind: "schedule", id: "plain" };');
    const errors = await failures();
    expect(errors.map(({ code, plugin }) => [code, plugin])).to.have.deep.members([
      ['CML3107', 'acme/not-built'],
      ['CML3207', 'acme/throws'],
      ['CML3208', 'acme/empty'],
      ['CML3209', 'acme/plain'],
    ]);
    expect(errors.find(({ code }) => code === 'CML3207')?.title).to.contain('no luck');
  });

  it('keeps the code of an error that the contract itself raised', async () => {
    await describePackage(manifest(ROW));
    await write('dist/halving.js', HALVING.replace("id: 'halving'", "id: 'Halving'"));
    expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3101']);
  });

  describe('without a compiler in the package', () => {
    const said: string[] = [];
    const compile = { compile: true, say: (text: string) => said.push(text) };

    beforeEach(async () => {
      said.length = 0;
      await rm(join(place.path, 'dist'), { recursive: true });
      await mkdir(join(place.path, 'src'));
      await write('tsconfig.json', '{ "compilerOptions": { "rootDir": "src", "outDir": "dist" } }');
      await describePackage(manifest());
      await write('src/halving.ts', HALVING.replace('(step)', '(step: number)'));
    });

    it('takes the types away, and says so', async () => {
      const report = await build(compile);
      expect(report.compilation).to.equal('node');
      expect(report.capabilities).to.deep.equal(['schedule:acme/halving']);
      expect(await read('dist/halving.js')).to.contain('factor: (step        )');
      expect(said.join()).to.match(/^TypeScript is not installed here/);
    });

    it('says which file has more than types', async () => {
      await write('src/halving.ts', `enum Side { Left }\n${HALVING}`);
      const [error] = await failures(compile);
      expect(error?.code).to.equal('CML3415');
      expect(error?.where?.file).to.equal('src/halving.ts');
    });

    it('forgets a plugin whose source is gone, though its module is still there', async () => {
      await write('src/thirds.ts', schedule('thirds'));
      await build(compile);
      await rm(join(place.path, 'src', 'thirds.ts'));
      expect((await build(compile)).capabilities).to.deep.equal(['schedule:acme/halving']);
    });

    it('checks a fresh checkout, and leaves nothing behind', async () => {
      const errors = await failures({ ...compile, check: true });
      expect(errors.map(({ code }) => code)).to.deep.equal(['CML3419']);
      expect(await readdir(place.path)).to.have.members([
        'node_modules',
        'package.json',
        'src',
        'tsconfig.json',
      ]);
    });
  });
});
