// Plugins of other versions through the whole kernel: an older minor, a newer minor, another major, no version, a malformed manifest.
import {
  type ContractShim,
  createDeprecationNotes,
  HOST_VERSIONS,
  type HostVersions,
  type KernelRequest,
} from '@codex-ml/kernel';
import type { Plugin } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { type PluginProject, pluginProject } from '../plugin-project.js';

/** Adds to a metric what contract 1.2 wants of it and earlier ones did not. */
const nameTheUnit: ContractShim = {
  kind: 'metric',
  since: '1.2.0',
  supplies: 'the unit of the metric',
  adapt: (plugin) => Object.freeze({ ...plugin, unit: 'none' }),
};

function host(api: string, kinds: Partial<HostVersions['kinds']> = {}): HostVersions {
  const all = Object.fromEntries(Object.keys(HOST_VERSIONS.kinds).map((kind) => [kind, api]));
  return { api, kinds: { ...(all as HostVersions['kinds']), ...kinds }, shims: [nameTheUnit] };
}

const SOURCE = (range: string) => `
import { defineMetric, defineOptions } from '@codex-ml/plugin-api';
export default defineMetric({ id: 'count', apiVersion: ${JSON.stringify(range)}, options: defineOptions({}), create: () => ({
  consumes: 'tokens', better: 'higher', initial: () => 0, update: (n) => n + 1, merge: (a, b) => a + b, value: (n) => n,
}) });
`;

/** Install a package that provides one metric. `manifest` is laid over its manifest. */
function install(project: PluginProject, name: string, range: string, manifest: object = {}): void {
  const provides = [
    { kind: 'metric', id: 'count', entry: './count.js', options: './count.schema.json', summary: 'counts' },
  ];
  const folder = `node_modules/${name}`;
  project.write(`${folder}/package.json`, {
    name,
    version: '1.0.0',
    type: 'module',
    keywords: ['codex-ml-plugin'],
    codexMl: { manifest: 1, namespace: name, apiVersion: range, provides, ...manifest },
  });
  project.write(`${folder}/count.js`, SOURCE(range));
  project.write(`${folder}/count.schema.json`, {});
}

function projectWith(plugins: Readonly<Record<string, string>>): PluginProject {
  const project = pluginProject();
  project.installApi();
  for (const [name, range] of Object.entries(plugins)) install(project, name, range);
  project.write('package.json', {
    name: 'project',
    dependencies: Object.fromEntries(Object.keys(plugins).map((name) => [name, '*'])),
  });
  return project;
}

describe('a host that met plugins of other versions', () => {
  it('serves an older minor through the shims since then, and leaves a newer one as it is', async () => {
    const kernel = await projectWith({ old: '^1.0', fresh: '^1.2' }).kernel({ host: host('1.4.0') });
    const old = (await kernel.load('metric', 'old/count')).plugin as Plugin & { readonly unit?: string };
    const fresh = (await kernel.load('metric', 'fresh/count')).plugin;
    expect(old.unit).to.equal('none');
    expect(fresh).not.to.have.property('unit');
    expect(kernel.get('metric', 'old/count').deprecation)
      .to.include('`old/count`')
      .and.to.include('`^1.0`')
      .and.to.include('1.4.0')
      .and.to.include('supplies the unit of the metric')
      .and.to.include('`^1.4`');
    expect(kernel.get('metric', 'fresh/count').deprecation).to.equal(undefined);
  });

  it('says one note in a process, and only once such a plugin is loaded', async () => {
    const heard: string[] = [];
    const request: Partial<KernelRequest> = {
      host: host('1.4.0'),
      warn: (message) => heard.push(message),
      deprecationNotes: createDeprecationNotes(),
    };
    const project = projectWith({ one: '^1.0', two: '~1.1', three: '^1.3' });
    const first = await project.kernel(request);
    await first.load('metric', 'three/count');
    expect(heard).to.deep.equal([]);
    await first.load('metric', 'one/count');
    await first.load('metric', 'two/count');
    await first.load('metric', 'one/count');
    await (await project.kernel(request)).load('metric', 'two/count');
    expect(heard).to.have.length(1);
    expect(heard[0]).to.include('`one/count`').and.to.include('plugins doctor');
    expect(first.warnings().filter((warning) => warning.includes('was written for'))).to.have.length(2);
  });

  it('refuses a newer minor, another major and no major, each with its code, and serves the rest', async () => {
    const plugins = {
      good: '^1.4',
      minor: '^1.9',
      major: '^2.0',
      past: '^0.9',
      any: '*',
      words: 'latest one',
    };
    const kernel = await projectWith(plugins).kernel({ host: host('1.4.0') });
    const codes = kernel.packages().map(({ name, status, errors }) => `${name} ${status} ${errors[0]?.code}`);
    expect(codes).to.deep.equal([
      'any incompatible CML3203',
      'good ok undefined',
      'major incompatible CML3205',
      'minor incompatible CML3206',
      'past incompatible CML3205',
      'words incompatible CML3204',
    ]);
    expect((await kernel.load('metric', 'good/count')).plugin.id).to.equal('count');
  });

  it('lists a package without a version and one with a malformed manifest as broken, with the field', async () => {
    const project = projectWith({ none: '^1.0', wrong: '^1.0', good: '^1.0' });
    install(project, 'none', '^1.0', { apiVersion: undefined });
    install(project, 'wrong', '^1.0', { apiVersion: 1, provides: 'metric' });
    const kernel = await project.kernel({ host: host('1.1.0') });
    const titles = kernel.packages().map(({ name, errors }) => [name, errors.map(({ title }) => title)]);
    expect(titles[0]).to.deep.equal(['good', []]);
    expect(titles[1]?.[1]).to.have.length(1);
    expect(titles[1]?.[1]?.[0]).to.include('codexMl.apiVersion');
    expect(String(titles[2]?.[1])).to.include('codexMl.apiVersion').and.to.include('codexMl.provides');
  });

  it('measures a capability by the range of its own where its kind moved apart from the package', async () => {
    const versions = host('1.4.0', { metric: '2.1.0' });
    const project = projectWith({ apart: '^1.0', behind: '^1.0' });
    const provides = [
      {
        ...{ kind: 'metric', id: 'count', entry: './count.js', options: './count.schema.json' },
        ...{ summary: 'counts', apiVersion: '^2.0' },
      },
    ];
    install(project, 'apart', '^1.0', { provides });
    project.write('node_modules/apart/count.js', SOURCE('^2.0'));
    const kernel = await project.kernel({ host: versions });
    expect(kernel.get('metric', 'apart/count')).to.include({ status: 'ok', apiVersion: '^2.0' });
    expect((await kernel.load('metric', 'apart/count')).plugin.apiVersion).to.equal('^2.0');
    const [, behind] = kernel.packages();
    expect(behind?.errors[0]?.code).to.equal('CML3205');
    expect(behind?.errors[0]?.hints.join()).to.include('2.1.0 is the contract of kind metric');
  });

  it('supplies a plugin that is an object or a single file with the same shims', async () => {
    const project = projectWith({});
    project.write('count.js', SOURCE('^1.0'));
    project.write('package.json', { type: 'module' });
    const kernel = await project.kernel({ explicit: ['./count.js'], host: host('1.4.0') });
    expect((await kernel.load('metric', 'local/count')).plugin).to.have.property('unit', 'none');
    expect(kernel.get('metric', 'local/count').deprecation).to.include('supplies the unit');
  });
});
