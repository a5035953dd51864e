// The cache of manifests between processes that know nothing of each other.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { pluginProject } from '../plugin-project.js';

const CACHE_MODULE = new URL('../../dist/registry/manifest-cache.js', import.meta.url).href;
const KERNEL_MODULE = new URL('../../dist/index.js', import.meta.url).href;

describe('the cache of manifests', () => {
  it('stays whole when two processes write it again and again at the same time', async function () {
    this.timeout(20_000);
    const project = pluginProject({ uses: ['good-metric', 'good-hooks', 'bad-manifest-shape'] });
    project.write('node_modules/.keep', '');
    const file = join(project.root, 'node_modules/.cache/codex-ml/manifests.json');
    mkdirSync(dirname(file), { recursive: true });
    const program = `
      const { openManifestCache } = await import(${JSON.stringify(CACHE_MODULE)});
      const { createKernel } = await import(${JSON.stringify(KERNEL_MODULE)});
      const [, root, hostRoot, name] = process.argv;
      for (let i = 0; i < 60; i++) {
        const cache = openManifestCache(${JSON.stringify(file)});
        cache.set(name + i, { manifest: 1, namespace: 'x'.repeat(200 * (i % 7)), apiVersion: '^1.0', provides: [] });
        cache.save();
        const kernel = await createKernel({ projectRoot: root, hostRoot });
        const found = kernel.packages().map((entry) => entry.status).join();
        if (found !== 'broken,ok,ok') throw new Error(found);
      }`;
    const run = (name: string) =>
      new Promise<string>((resolve) => {
        const args = ['--input-type=module', '-e', program, project.root, project.host, name];
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
        let errors = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          errors += text;
        });
        child.on('close', (code) => resolve(`${code} ${errors}`));
      });
    expect(await Promise.all([run('a'), run('b')])).to.deep.equal(['0 ', '0 ']);
    const { manifests } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly manifests: readonly unknown[];
    };
    expect(manifests.length).to.be.greaterThan(2);
    expect(readdirSync(dirname(file))).to.deep.equal(['manifests.json']);
  });
});
