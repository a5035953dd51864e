import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CodexError, toCodexErrors } from '@codex-ml/plugin-api';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { writeOptionSchemas } from '@codex-ml/testkit/schemas';
import { expect } from 'chai';

const API = dirname(dirname(fileURLToPath(import.meta.resolve('@codex-ml/plugin-api'))));
const BIN = fileURLToPath(new URL('../../bin/codex-ml-plugin-schemas.js', import.meta.url));

const HALVING = `import { defineOptions, defineSchedule, z } from '@codex-ml/plugin-api';
export default defineSchedule({
  id: 'halving',
  apiVersion: '^1.0',
  options: defineOptions({ every: z.int().min(1).default(10).describe('steps between halvings') }),
  create: ({ options }) => ({ factor: (step) => 0.5 ** Math.floor(step / options.every) }),
});
`;

const ROW = {
  kind: 'schedule',
  id: 'halving',
  entry: './dist/halving.js',
  options: './dist/halving.schema.json',
  summary: 'halves',
};

describe('writeOptionSchemas', () => {
  let place: TemporaryFolder;

  beforeEach(async () => {
    place = await temporaryFolder();
    await mkdir(join(place.path, 'node_modules', '@codex-ml'), { recursive: true });
    await symlink(API, join(place.path, 'node_modules', '@codex-ml', 'plugin-api'), 'junction');
    await mkdir(join(place.path, 'dist'));
  });
  afterEach(() => place.remove());

  const write = (name: string, text: string) => writeFile(join(place.path, name), text);
  const describePackage = (codexMl: object | undefined) =>
    write('package.json', JSON.stringify({ name: 'codex-ml-acme', type: 'module', codexMl }));
  const manifest = (...provides: readonly object[]) => ({
    manifest: 1,
    namespace: 'acme',
    apiVersion: '^1.0',
    provides,
  });

  async function failures(check = false): Promise<readonly CodexError[]> {
    return writeOptionSchemas(place.path, { check }).then(
      () => [],
      (error: unknown) => toCodexErrors(error),
    );
  }

  it('writes what the manifest names, and writes it once', async () => {
    await describePackage(manifest(ROW));
    await write('dist/halving.js', HALVING);
    expect(await writeOptionSchemas(place.path)).to.deep.equal({
      files: [ROW.options],
      written: [ROW.options],
    });
    const schema = JSON.parse(await readFile(join(place.path, 'dist/halving.schema.json'), 'utf8')) as object;
    expect(schema)
      .to.have.nested.property('properties.every')
      .that.includes({ type: 'integer', default: 10, description: 'steps between halvings' });
    expect(await writeOptionSchemas(place.path)).to.deep.equal({ files: [ROW.options], written: [] });
  });

  it('says with `check` which file is missing or stale, and leaves it so', async () => {
    await describePackage(manifest(ROW));
    await write('dist/halving.js', HALVING);
    const title = 'options schema `./dist/halving.schema.json` of `acme/halving` in `codex-ml-acme` is';
    expect((await failures(true)).map((error) => error.title)).to.deep.equal([`${title} missing`]);
    await write('dist/halving.schema.json', '{}');
    expect((await failures(true)).map((error) => error.title)).to.deep.equal([`${title} stale`]);
    expect(await readFile(join(place.path, 'dist/halving.schema.json'), 'utf8')).to.equal('{}');
  });

  it('reports every entry that does not hold what the manifest promises, and writes the others', async () => {
    await describePackage(
      manifest(
        ROW,
        { ...ROW, id: 'not-built', entry: './dist/not-built.js' },
        { ...ROW, id: 'throws', entry: './dist/throws.js' },
        { ...ROW, id: 'empty', entry: './dist/empty.js' },
        { ...ROW, id: 'plain', entry: './dist/plain.js' },
        { ...ROW, id: 'other', kind: 'metric' },
      ),
    );
    await write('dist/halving.js', HALVING);
    await write('dist/throws.js', 'throw new Error("no luck")');
    await write('dist/empty.js', 'export const nothing = 1;');
    await write('dist/plain.js', 'export default { kind: "schedule", id: "plain" };');
    const errors = await failures();
    expect(errors.map(({ code, plugin }) => [code, plugin])).to.deep.equal([
      ['CML3107', 'acme/not-built'],
      ['CML3207', 'acme/throws'],
      ['CML3208', 'acme/empty'],
      ['CML3209', 'acme/plain'],
      ['CML3210', 'acme/other'],
    ]);
    expect(errors[1]?.title).to.contain('no luck');
    expect(await readFile(join(place.path, 'dist/halving.schema.json'), 'utf8')).to.contain('halvings');
  });

  it('keeps the code of an error that the contract itself raised', async () => {
    await describePackage(manifest(ROW));
    await write('dist/halving.js', HALVING.replace("id: 'halving'", "id: 'Halving'"));
    expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3101']);
  });

  it('says what is wrong with the manifest', async () => {
    expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3103']);
    await write('package.json', '{ "name": ');
    expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3103']);
    await describePackage(undefined);
    expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3104']);
    await describePackage({ ...manifest(), manifest: 7 });
    expect((await failures()).map(({ code }) => code)).to.deep.equal(['CML3106']);
    await describePackage({ ...manifest({ ...ROW, kind: 'metrics' }), namespace: 'Acme' });
    expect((await failures()).map(({ title }) => title)).to.have.lengthOf(2);
  });

  describe('as the command `codex-ml-plugin-schemas`', () => {
    const run = async (...args: string[]) => {
      const env = { ...process.env };
      try {
        const { stderr } = await promisify(execFile)(process.execPath, [BIN, ...args], {
          cwd: place.path,
          env,
        });
        return { code: 0, stderr };
      } catch (error) {
        return error as { code: number; stderr: string };
      }
    };

    it('says what it wrote, and with --check fails for what it would have written', async () => {
      await describePackage(manifest(ROW));
      await write('dist/halving.js', HALVING);
      const checked = await run('--check');
      expect(checked.code).to.equal(3);
      expect(checked.stderr).to.contain('error[CML3111]');
      const built = await run();
      expect([built.code, built.stderr]).to.deep.equal([0, 'wrote ./dist/halving.schema.json\n']);
      const again = await run(place.path, '--check');
      expect([again.code, again.stderr]).to.deep.equal([0, '']);
    });

    it('explains itself, and refuses flags that it does not have', async () => {
      const helped = await run('--help');
      expect([helped.code, helped.stderr.split(' ')[0]]).to.deep.equal([0, 'codex-ml-plugin-schemas']);
      const misspelt = await run('--chekc');
      expect(misspelt.code).to.equal(2);
      expect(misspelt.stderr).to.contain("Unknown option '--chekc'");
    });
  });
});
