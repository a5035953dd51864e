import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageNameOf, pluginProject } from '../plugin-project.js';

describe('discovery', () => {
  it('finds declared dependencies that carry keyword and field, in every dependency field', async () => {
    const project = pluginProject();
    project.install(['good-metric', 'good-hooks', 'good-pair']);
    project.write('package.json', {
      dependencies: { [packageNameOf('good-metric')]: '*', 'not-installed': '*' },
      devDependencies: { [packageNameOf('good-hooks')]: '*' },
      optionalDependencies: { [packageNameOf('good-pair')]: '*' },
    });
    const kernel = await project.kernel();
    expect(kernel.packages().map(({ name, source }) => `${name} ${source}`)).to.deep.equal([
      'codex-ml-fixture-good-hooks project',
      'codex-ml-fixture-good-metric project',
      'codex-ml-fixture-good-pair project',
    ]);
  });

  it('does not look at packages that nobody declared', async () => {
    const project = pluginProject();
    project.install(['good-metric']);
    expect((await project.kernel()).packages()).to.deep.equal([]);
  });

  it('works where the project has no package.json', async () => {
    const project = pluginProject({ ships: ['good-metric'] });
    const kernel = await project.kernel({ projectRoot: join(project.root, 'no', 'such', 'folder') });
    expect(kernel.capabilities().map(({ id, source }) => `${id} ${source}`)).to.deep.equal([
      'good/token-count first-party',
    ]);
  });

  it('counts a package once that is explicit, declared and shipped, as explicit', async () => {
    const project = pluginProject({ uses: ['good-metric'], ships: ['good-metric'] });
    const kernel = await project.kernel({
      explicit: [packageNameOf('good-metric'), './node_modules/codex-ml-fixture-good-metric'],
    });
    expect(kernel.packages().map(({ source, status }) => `${source} ${status}`)).to.deep.equal([
      'explicit ok',
    ]);
    expect(kernel.warnings()).to.deep.equal([]);
  });

  it('uses the nearer of two installed versions of one package, and says so', async () => {
    const project = pluginProject({ ships: ['good-metric'] });
    const name = packageNameOf('good-metric');
    project.write(`node_modules/${name}/package.json`, {
      name,
      version: '9.0.0',
      keywords: ['codex-ml-plugin'],
      codexMl: { manifest: 1, namespace: 'good', apiVersion: '^1.0', provides: [] },
    });
    project.write('package.json', { dependencies: { [name]: '*' } });
    const heard: string[] = [];
    const kernel = await project.kernel({ warn: (message) => heard.push(message) });
    expect(kernel.packages().map(({ version }) => version)).to.deep.equal(['9.0.0']);
    expect(heard).to.have.length(1);
    expect(heard[0]).to.include('9.0.0').and.to.include('1.0.0');
  });

  it('resolves through a pnpm layout, where packages are links into a store', async () => {
    const project = pluginProject();
    const store = 'node_modules/.pnpm/plug@1.0.0/node_modules/plug';
    project.write(`${store}/package.json`, {
      name: 'plug',
      version: '1.0.0',
      keywords: ['codex-ml-plugin'],
      codexMl: { manifest: 1, namespace: 'plug', apiVersion: '^1.0', provides: [] },
    });
    symlinkSync(join(project.root, store), join(project.root, 'node_modules/plug'), 'dir');
    project.write('package.json', { dependencies: { plug: '*' } });
    const kernel = await project.kernel();
    expect(kernel.packages().map(({ root }) => root)).to.deep.equal([join(project.root, store)]);
  });

  it('resolves from a folder above, where a workspace hoisted the package', async () => {
    const project = pluginProject({ uses: ['good-metric'] });
    project.write('packages/app/package.json', { dependencies: { [packageNameOf('good-metric')]: '*' } });
    const kernel = await project.kernel({ projectRoot: join(project.root, 'packages/app') });
    expect(kernel.capabilities().map(({ id }) => id)).to.deep.equal(['good/token-count']);
  });

  it('takes a folder relative to the config file', async () => {
    const project = pluginProject();
    project.write('configs/mine/package.json', {
      name: 'mine',
      codexMl: { manifest: 1, namespace: 'mine', apiVersion: '^1.0', provides: [] },
    });
    const kernel = await project.kernel({ explicit: ['./mine'], baseDir: join(project.root, 'configs') });
    const [entry] = kernel.packages();
    expect(entry).to.include({ name: 'mine', version: '0.0.0', source: 'explicit', status: 'ok' });
  });

  it('lists an explicit package that is not installed as broken, with the command that installs it', async () => {
    const kernel = await pluginProject().kernel({ explicit: ['acme-bleu', './nowhere'] });
    expect(kernel.packages().map(({ status, root }) => [status, root])).to.deep.equal([
      ['broken', null],
      ['broken', null],
    ]);
    const [installed, path] = kernel.packages().map(({ errors }) => errors[0]);
    expect(installed?.code).to.equal('CML3102');
    expect(installed?.hints[0]).to.include('npm install acme-bleu');
    expect(path?.hints[0]).to.include('nowhere');
  });

  it('lists an explicit package that is no plugin as broken', async () => {
    const project = pluginProject();
    project.write('node_modules/left-pad/package.json', { name: 'left-pad', version: '1.0.0' });
    const kernel = await project.kernel({ explicit: ['left-pad'] });
    expect(kernel.packages()[0]?.errors[0]?.code).to.equal('CML3104');
  });

  it('warns of a package that has the field but not the keyword', async () => {
    const project = pluginProject();
    project.write('node_modules/shy/package.json', { name: 'shy', codexMl: {} });
    project.write('package.json', { dependencies: { shy: '*' } });
    const kernel = await project.kernel();
    expect(kernel.packages()).to.deep.equal([]);
    expect(kernel.warnings()[0]).to.include('`shy`').and.to.include('codex-ml-plugin');
  });

  it('shows where a package.json is not JSON', async () => {
    const kernel = await pluginProject({ uses: ['bad-manifest-json'] }).kernel();
    const [entry] = kernel.packages();
    expect(entry?.status).to.equal('broken');
    expect(entry?.errors[0]?.code).to.equal('CML3103');
    expect(entry?.errors[0]?.where).to.include({ line: 5, column: 30 });
  });

  it('ignores a damaged package.json that does not speak of plugins', async () => {
    const project = pluginProject();
    project.write('node_modules/torn/package.json', '{ "name": ');
    project.write('package.json', { dependencies: { torn: '*' } });
    expect((await project.kernel()).packages()).to.deep.equal([]);
  });

  it('goes on without the dependencies of a project whose own package.json is damaged', async () => {
    const project = pluginProject({ ships: ['good-metric'] });
    project.write('package.json', '[]');
    const kernel = await project.kernel();
    expect(kernel.capabilities()).to.have.length(1);
    expect(kernel.warnings()[0]).to.include('expected a JSON object');
  });

  it('warns of a plugin that brings its own copy of the plugin API', async () => {
    const project = pluginProject();
    const manifest = { manifest: 1, namespace: 'twin', apiVersion: '^1.0', provides: [] };
    project.write('node_modules/twin/package.json', {
      name: 'twin',
      keywords: ['codex-ml-plugin'],
      codexMl: manifest,
    });
    mkdirSync(join(project.root, 'node_modules/twin/node_modules'), { recursive: true });
    project.write('node_modules/twin/node_modules/@codex-ml/plugin-api/package.json', { version: '0.0.7' });
    project.write('package.json', { dependencies: { twin: '*' } });
    const kernel = await project.kernel();
    expect(kernel.packages()[0]?.status).to.equal('ok');
    expect(kernel.warnings()).to.have.length(1);
    expect(kernel.warnings()[0]).to.include('`twin`').and.to.include('0.0.7');
  });
});
