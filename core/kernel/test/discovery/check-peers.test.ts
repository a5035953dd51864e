import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type PluginProject, pluginProject } from '../plugin-project.js';

const API = '@codex-ml/plugin-api';

function installPlug(project: PluginProject, fields: object, folder = 'node_modules/plug'): void {
  project.write(`${folder}/package.json`, {
    name: 'plug',
    version: '1.0.0',
    keywords: ['codex-ml-plugin'],
    codexMl: {
      manifest: 1,
      namespace: 'plug',
      apiVersion: '^1.0',
      provides: [{ kind: 'metric', id: 'm', entry: './m.js', options: './m.json', summary: 'a metric' }],
    },
    ...fields,
  });
  for (const file of ['m.js', 'm.json']) project.write(`${folder}/${file}`, '{}');
  project.write('package.json', { dependencies: { plug: '*' } });
}

async function plugOf(project: PluginProject) {
  const [entry] = (await project.kernel()).packages();
  return entry!;
}

const codesOf = (errors: readonly { readonly code: string }[]) => errors.map(({ code }) => code);

describe('what a plugin package expects beside it', () => {
  it('is missing: the package is broken before anything is imported, with the command that installs it', async () => {
    const project = pluginProject();
    installPlug(project, { peerDependencies: { [API]: '^0.1.0', 'left-pad': '^1.0' } });
    project.installApi();
    const entry = await plugOf(project);
    expect(entry.status).to.equal('broken');
    expect(codesOf(entry.errors)).to.deep.equal(['CML3317']);
    expect(entry.errors[0]?.title).to.include('`left-pad` `^1.0`');
    expect(entry.errors[0]?.hints[0]).to.include('npm install left-pad@"^1.0"');
    expect(entry.capabilities[0]).to.include({ status: 'broken', problem: entry.errors[0] });
  });

  it('is optional and missing: nothing is said', async () => {
    const project = pluginProject();
    installPlug(project, {
      peerDependencies: { [API]: '*', 'left-pad': '^1.0' },
      peerDependenciesMeta: { 'left-pad': { optional: true } },
    });
    project.installApi();
    expect(await plugOf(project)).to.deep.include({ status: 'ok', remarks: [] });
  });

  it('has another version: the package may be used, and the remark names both', async () => {
    const project = pluginProject();
    installPlug(project, { peerDependencies: { [API]: '*', 'left-pad': '^1.0', odd: 'workspace:*' } });
    project.installApi();
    project.write('node_modules/left-pad/package.json', { name: 'left-pad', version: '2.3.4' });
    project.write('node_modules/odd/package.json', { name: 'odd', version: '9.9.9' });
    const entry = await plugOf(project);
    expect(entry.status).to.equal('ok');
    expect(codesOf(entry.remarks)).to.deep.equal(['CML3318']);
    expect(entry.remarks[0]?.title).to.include('`^1.0`').and.to.include('2.3.4');
    expect(entry.warnings[0]).to.include('CML3318');
  });

  it('is a second plugin-api of its own: both versions and the folder are named', async () => {
    const project = pluginProject();
    installPlug(project, { dependencies: { [API]: '0.0.7' } });
    project.write(`node_modules/plug/node_modules/${API}/package.json`, { version: '0.0.7' });
    const entry = await plugOf(project);
    expect(entry.status).to.equal('ok');
    expect(codesOf(entry.remarks)).to.deep.equal(['CML3319']);
    expect(entry.remarks[0]?.title).to.include('0.0.7').and.to.include('0.1.0');
    expect(entry.remarks[0]?.hints[0]).to.include(
      join(project.root, `node_modules/plug/node_modules/${API}`),
    );
  });

  it('lies beside it in the store of pnpm, and nowhere else', async () => {
    const project = pluginProject();
    const store = 'node_modules/.pnpm/plug@1.0.0/node_modules';
    installPlug(project, { peerDependencies: { [API]: '*', 'left-pad': '^1.0' } }, `${store}/plug`);
    project.write('node_modules/.pnpm/left-pad@1.3.0/node_modules/left-pad/package.json', {
      version: '1.3.0',
    });
    symlinkSync(join(project.root, store, 'plug'), join(project.root, 'node_modules/plug'), 'dir');
    const link = join(project.root, store, 'left-pad');
    symlinkSync('../../left-pad@1.3.0/node_modules/left-pad', link, 'dir');
    mkdirSync(join(project.root, store, '@codex-ml'), { recursive: true });
    project.installApi('node_modules/.pnpm/shared');
    symlinkSync(
      join(project.root, `node_modules/.pnpm/shared/node_modules/${API}`),
      join(project.root, store, API),
      'dir',
    );
    const entry = await plugOf(project);
    expect(entry).to.deep.include({ status: 'ok', remarks: [], errors: [] });
    expect(entry.root).to.equal(join(project.root, store, 'plug'));
  });
});

describe('a workspace', () => {
  const member = 'packages/app';

  async function namesFrom(project: PluginProject) {
    const kernel = await project.kernel({ projectRoot: join(project.root, member) });
    return kernel.packages().map(({ name, source }) => `${name} ${source}`);
  }

  it('lends its members the plugins that its root declares', async () => {
    const project = pluginProject({ uses: ['good-metric'] });
    project.write('package.json', {
      workspaces: ['packages/*'],
      devDependencies: { 'codex-ml-fixture-good-metric': '*' },
    });
    project.write(`${member}/package.json`, { name: 'app' });
    expect(await namesFrom(project)).to.deep.equal(['codex-ml-fixture-good-metric project']);
  });

  it('is told by the file of pnpm, too', async () => {
    const project = pluginProject({ uses: ['good-metric'] });
    project.write('pnpm-workspace.yaml', 'packages: [packages/*]\n');
    project.write(`${member}/package.json`, { name: 'app' });
    expect(await namesFrom(project)).to.deep.equal(['codex-ml-fixture-good-metric project']);
  });

  it('is no workspace where the folder above does not say so', async () => {
    const project = pluginProject({ uses: ['good-metric'] });
    project.write(`${member}/package.json`, { name: 'app' });
    expect(await namesFrom(project)).to.deep.equal([]);
  });

  it('has plugins of its own as members, linked into its node_modules', async () => {
    const project = pluginProject();
    installPlug(project, {}, 'packages/plug');
    project.write('node_modules/.keep', '');
    symlinkSync(join(project.root, 'packages/plug'), join(project.root, 'node_modules/plug'), 'dir');
    project.write('package.json', { workspaces: ['packages/*'] });
    project.write(`${member}/package.json`, { name: 'app', dependencies: { plug: '*' } });
    expect(await namesFrom(project)).to.deep.equal(['plug project']);
  });

  it('wins with the version of the member where root and member have one each, and says so', async () => {
    const project = pluginProject();
    installPlug(project, {});
    installPlug(project, { version: '2.0.0' }, `${member}/node_modules/plug`);
    project.write('package.json', { workspaces: ['packages/*'], dependencies: { plug: '^1.0' } });
    project.write(`${member}/package.json`, { name: 'app', dependencies: { plug: '^2.0' } });
    const kernel = await project.kernel({ projectRoot: join(project.root, member) });
    const [entry, ...more] = kernel.packages();
    expect(more).to.deep.equal([]);
    expect(entry?.version).to.equal('2.0.0');
    expect(codesOf(entry?.remarks ?? [])).to.deep.equal(['CML3316']);
    expect(entry?.remarks[0]?.title).to.include('(2.0.0)').and.to.include('(1.0.0)');
  });
});
