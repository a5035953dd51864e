import { realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPackage, resolveFrom } from '@codex-ml/engine-tensorflow/dist/package/find-package.js';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';

async function install(project: string, version: string): Promise<string> {
  const root = join(project, 'node_modules', '@tensorflow', 'tfjs-node');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'package.json'), JSON.stringify({ version }));
  return root;
}

describe('findPackage', () => {
  it('finds what is installed in a folder or above it, without a main file', () =>
    withTemporaryFolder(async (folder) => {
      const root = await install(folder, '4.22.0');
      await mkdir(join(folder, 'deep', 'er'), { recursive: true });
      expect(findPackage('@tensorflow/tfjs-node', [join(folder, 'deep', 'er')])).to.deep.equal({
        name: '@tensorflow/tfjs-node',
        version: '4.22.0',
        root: realpathSync(root),
      });
    }));

  it('takes the first of the places that has it', () =>
    withTemporaryFolder(async (folder) => {
      const places = ['none', 'first', 'second'].map((name) => join(folder, name));
      await install(places[1]!, '1.0.0');
      await install(places[2]!, '2.0.0');
      expect(findPackage('@tensorflow/tfjs-node', places)).to.include({ version: '1.0.0' });
    }));

  it('finds nothing where nothing is', () =>
    withTemporaryFolder(async (folder) => {
      expect(findPackage('@tensorflow/tfjs-node-gpu', [folder])).to.equal(undefined);
      expect(resolveFrom(folder, '@tensorflow/tfjs')).to.equal(undefined);
    }));
});
