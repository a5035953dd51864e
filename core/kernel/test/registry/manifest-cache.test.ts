import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestSchema, z } from '@codex-ml/plugin-api';
import { expect } from 'chai';
import { type PluginProject, pluginProject } from '../plugin-project.js';

const CACHE_MODULE = new URL('../../dist/registry/manifest-cache.js', import.meta.url).href;

/** Content of the cache file of a project, where it has one. */
function cacheOf(project: PluginProject) {
  const file = join(project.root, 'node_modules/.cache/codex-ml/manifests.json');
  const read = () => JSON.parse(readFileSync(file, 'utf8')) as { readonly manifests: [string, object][] };
  return { file, read };
}

function makeProject(): PluginProject {
  const project = pluginProject({ uses: ['good-metric', 'good-hooks', 'bad-manifest-shape'] });
  project.write('node_modules/.keep', '');
  return project;
}

const listOf = async (project: PluginProject) => {
  const kernel = await project.kernel();
  return kernel
    .packages()
    .map(({ name, status, errors }) => [name, status, errors.map(({ title }) => title)]);
};

describe('the cache of manifests', () => {
  it('holds the valid ones by content, and the list is the same with it', async () => {
    const project = makeProject();
    const before = await listOf(project);
    expect(cacheOf(project).read().manifests).to.have.length(2);
    expect(await listOf(project)).to.deep.equal(before);
  });

  it('notices a change that alters neither size nor date', async () => {
    const project = pluginProject();
    project.write('package.json', { dependencies: { plug: '*' } });
    const write = (namespace: string) =>
      project.write('node_modules/plug/package.json', {
        ...{ name: 'plug', keywords: ['codex-ml-plugin'] },
        codexMl: { manifest: 1, namespace, apiVersion: '^1.0', provides: [] },
      });
    for (const namespace of ['one', 'two', 'one']) {
      write(namespace);
      expect((await project.kernel()).packages()[0]?.namespace).to.equal(namespace);
    }
  });

  for (const [what, damage] of [
    ['is no JSON', () => '{"manifests": [['],
    ['is another JSON', () => '[1]'],
    ['was written by another host', (text: string) => text.replace(/"host":\[\d+/, '"host":[999')],
    ['was altered', (text: string) => text.replace('"namespace":"good"', '"namespace":"evil"')],
    ['is empty', () => ''],
  ] as const) {
    it(`is as if it were empty where it ${what}, and is written anew`, async () => {
      const project = makeProject();
      const before = await listOf(project);
      const { file, read } = cacheOf(project);
      const text = readFileSync(file, 'utf8');
      const damaged = damage(text);
      expect(damaged).not.to.equal(text);
      writeFileSync(file, damaged);
      expect(await listOf(project)).to.deep.equal(before);
      expect(read().manifests).to.have.length(2);
    });
  }

  it('is left out where there is no node_modules, or none that may be written to', async () => {
    const bare = pluginProject({ ships: ['good-metric'] });
    const nowhere = join(bare.root, '..', 'elsewhere');
    mkdirSync(nowhere);
    const kernel = await bare.kernel({ projectRoot: nowhere });
    expect(kernel.packages()).to.have.length(1);
    expect(existsSync(join(nowhere, 'node_modules'))).to.equal(false);

    const project = makeProject();
    project.write('node_modules/.cache', 'a file where the folder should be');
    chmodSync(join(project.root, 'node_modules/.cache'), 0o444);
    expect(await listOf(project)).to.have.length(3);
  });

  it('has a format that rises when the schema of manifests changes', async () => {
    const { CACHE_FORMAT } = (await import(CACHE_MODULE)) as { readonly CACHE_FORMAT: number };
    const shape = JSON.stringify(z.toJSONSchema(ManifestSchema, { io: 'output' }));
    const seen = createHash('sha256')
      .update(shape.replaceAll(/"description":"[^"]*",?/g, ''))
      .digest('hex');
    // After a change: raise CACHE_FORMAT in src/registry/manifest-cache.ts, then put both here.
    expect([CACHE_FORMAT, seen.slice(0, 16)]).to.deep.equal([1, 'b4ea9acf972e8701']);
  });
});
