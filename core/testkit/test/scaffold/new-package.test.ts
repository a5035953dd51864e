import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CodexError, KINDS, ManifestSchema, toCodexErrors } from '@codex-ml/plugin-api';
import { type TemporaryFolder, temporaryFolder } from '@codex-ml/testkit';
import { LICENSES, type NewPackage, newPackage, type ScaffoldRequest } from '@codex-ml/testkit/scaffold';
import { expect } from 'chai';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

describe('newPackage', () => {
  let place: TemporaryFolder;
  beforeEach(async () => {
    place = await temporaryFolder();
    await writeFile(join(place.path, 'package.json'), '{ "name": "project" }');
  });
  afterEach(() => place.remove());

  const create = (request: Partial<ScaffoldRequest>): Promise<NewPackage> =>
    newPackage({
      kind: 'metric',
      name: 'acme/bleu',
      cwd: place.path,
      license: 'MIT',
      year: 2030,
      projectRoot: place.path,
      hostRoot: join(ROOT, 'cli'),
      ...request,
    });
  const read = ({ folder }: NewPackage, file: string) => readFile(join(folder, file), 'utf8');
  const failure = async (request: Partial<ScaffoldRequest>): Promise<CodexError | undefined> =>
    create(request).then(
      () => undefined,
      (error: unknown) => toCodexErrors(error)[0],
    );

  for (const kind of KINDS) {
    it(`writes a package of kind ${kind} in which every name is filled in`, async () => {
      const made = await create({ kind, name: 'acme/own-one' });
      for (const file of made.files) {
        const text = await read(made, file);
        expect(text, file).not.to.match(/\{\{\w+\}\}|__id__/);
        expect(text.endsWith('\n'), `${file} ends with a line end`).to.equal(true);
        expect(text.endsWith('\n\n'), `${file} ends with an empty line`).to.equal(false);
      }
      expect(made.files).to.include.members([
        '.gitignore',
        'LICENSE',
        'README.md',
        'example/codex-ml.config.yaml',
        'package.json',
        'src/conformance.ts',
        'src/own-one.options.ts',
        'src/own-one.ts',
        'test/conformance.test.ts',
        'test/own-one.test.ts',
        'tsconfig.json',
      ]);
      const {
        codexMl,
        devDependencies,
        dependencies = {},
        peerDependencies,
      } = JSON.parse(await read(made, 'package.json')) as Record<string, Record<string, string>>;
      const { provides } = ManifestSchema.parse(codexMl);
      expect(provides).to.have.lengthOf(1);
      expect(provides[0]?.summary).to.match(/^\w.{10,}/);
      // What its modules import, its package.json declares.
      const imported = new Set<string>();
      for (const file of made.files.filter((each) => each.endsWith('.ts'))) {
        for (const [, name = ''] of (await read(made, file)).matchAll(
          /(?:from|import\() ?'((?:@[\w-]+\/)?[a-z][\w-]*)/g,
        )) {
          imported.add(name);
        }
      }
      imported.delete('node');
      const shipped = { ...dependencies, ...peerDependencies };
      expect({ ...shipped, ...devDependencies }).to.include.keys(...imported);
    });
  }

  it('takes its names from whatever form the user gives', async () => {
    const forms: [name: string, expected: string][] = [
      ['bleu', 'codex-ml-bleu bleu/bleu'],
      ['acme/loss-quantile', 'codex-ml-acme-loss-quantile acme/loss-quantile'],
      ['codex-ml-chrf', 'codex-ml-chrf chrf/chrf'],
      ['codex-ml-metric-ter', 'codex-ml-metric-ter ter/ter'],
      ['@acme/codex-ml-wer', '@acme/codex-ml-wer acme/wer'],
      ['@acme.labs/cer', '@acme.labs/cer acme-labs/cer'],
    ];
    for (const [name, expected] of forms) {
      const { names, folder } = await create({ name });
      expect(`${names.package} ${names.namespace}/${names.id}`).to.equal(expected);
      expect(folder).to.equal(join(place.path, names.package.replace(/^@[^/]*\//, '')));
    }
    const { names } = await create({ name: 'codex-ml-gleu', namespace: 'acme', folder: 'packages/own' });
    expect([names.namespace, names.id]).to.deep.equal(['acme', 'gleu']);
    expect(await readdir(join(place.path, 'packages', 'own'))).to.include('package.json');
  });

  it('refuses names that npm or the manifest would refuse, and says why', async () => {
    const names: [name: string, problem: RegExp][] = [
      ['Bleu', /no capital letters/],
      ['@acme/_bleu', /npm allows letters/],
      ['blé', /npm allows letters/],
      ['a b', /npm allows letters/],
      ['../bleu', /the namespace would be `-`/],
      ['', /the id would be ``/],
      ['codex-ml-', /the id would be ``/],
      ['4gram', /the id would be `4gram`/],
      ['x'.repeat(215), /it has 224 characters, npm allows 214/],
      ['std/bleu', /the namespace `std` belongs to codex-ml/],
      ['local/bleu', /the namespace `local` belongs to codex-ml/],
      ['conformance', /a module of the package is named `conformance`/],
    ];
    for (const [name, problem] of names) {
      const error = await failure({ name });
      expect(error?.code, name).to.equal('CML3411');
      expect(error?.title, name).to.match(problem);
    }
    expect((await failure({ namespace: 'Acme' }))?.title).to.match(/the namespace would be `Acme`/);
    expect(await readdir(place.path)).to.deep.equal(['package.json']);
  });

  it('writes into a folder that is empty, and into no other', async () => {
    await create({ folder: 'own' });
    expect((await failure({ folder: 'own' }))?.title).to.equal('`own` is not empty');
    expect((await failure({ folder: '.' }))?.title).to.equal('`.` is not empty');
  });

  it('refuses an id that an installed plugin has, in full or for short', async () => {
    const short = await failure({ name: 'acme/perplexity' });
    expect(short?.title).to.equal(
      'the short name `perplexity` would be ambiguous: there is a metric `std/perplexity`, in @codex-ml/metrics',
    );
    // Another kind has names of its own.
    await create({ kind: 'tracker', name: 'acme/perplexity' });
    await writeFile(
      join(place.path, 'package.json'),
      JSON.stringify({ name: 'project', dependencies: { 'codex-ml-fixture-good-metric': '*' } }),
    );
    const fixture = join(ROOT, 'test/fixtures/plugins/good-metric');
    const { codexMl } = JSON.parse(await readFile(join(fixture, 'package.json'), 'utf8')) as {
      codexMl: { namespace: string; provides: { id: string }[] };
    };
    await create({ folder: 'node_modules/nothing' });
    await symlink(fixture, join(place.path, 'node_modules', 'codex-ml-fixture-good-metric'), 'dir');
    const full = await failure({ name: `${codexMl.namespace}/${codexMl.provides[0]?.id}` });
    expect(full?.code).to.equal('CML3413');
  });

  it('names the licence that is asked for, and holder and year in its text', async () => {
    for (const license of LICENSES) {
      const made = await create({ license, folder: license, author: 'Ishmael' });
      const text = await read(made, 'LICENSE');
      expect(text).to.contain('2030').and.to.contain('Ishmael');
      const json = JSON.parse(await read(made, 'package.json')) as Record<string, unknown>;
      expect([json['license'], json['author']]).to.deep.equal([license, 'Ishmael']);
    }
    const made = await create({ folder: 'nobody' });
    expect(await read(made, 'LICENSE')).to.contain('the authors of codex-ml-acme-bleu');
  });

  it('says what comes next: an install where it is needed, and none where codex-ml is above', async () => {
    expect((await create({})).next).to.deep.equal(['cd codex-ml-acme-bleu', 'npm install', 'npm test']);
    await symlink(join(ROOT, 'node_modules'), join(place.path, 'node_modules'), 'dir');
    for (const kind of KINDS) {
      const { next } = await create({ kind, folder: kind });
      expect(next).to.deep.equal([`cd ${kind}`, 'npm test', 'npm run validate']);
    }
  });
});
