// Which folders code may be read from, in the layouts of npm, of workspaces and of pnpm.
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withTemporaryFolder } from '@codex-ml/testkit';
import { expect } from 'chai';
import { readableFolders } from '../../../dist/validate/process/readable-folders.js';

const inFolder = (use: (root: string, make: (path: string) => string) => void) => () =>
  withTemporaryFolder(async (folder) => {
    const root = realpathSync(folder);
    use(root, (path) => {
      mkdirSync(join(root, path), { recursive: true });
      return join(root, path);
    });
  });

function link(target: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(target, at, 'dir');
}

describe('the folders that a validated plugin may read', () => {
  it(
    'are its own and the node_modules above it',
    inFolder((root, make) => {
      make('project/node_modules/dependency');
      const plugin = make('project/node_modules/codex-ml-acme');
      make('project/secrets');
      expect(readableFolders([plugin])).to.deep.equal([join(root, 'project/node_modules')]);
    }),
  );

  it(
    'include what links in node_modules lead to, and what those resolve through',
    inFolder((root, make) => {
      const plugin = make('work/plugin');
      const api = make('elsewhere/api');
      make('elsewhere/node_modules/zod');
      link(api, join(root, 'work/plugin/node_modules/@codex-ml/plugin-api'));
      expect(readableFolders([plugin])).to.deep.equal([
        join(root, 'elsewhere/api'),
        join(root, 'elsewhere/node_modules'),
        join(root, 'work/plugin'),
      ]);
    }),
  );

  it(
    'end in a circle of links, too',
    inFolder((root, make) => {
      const [one, two] = [make('one'), make('two')];
      link(two, join(one, 'node_modules/two'));
      link(one, join(two, 'node_modules/one'));
      expect(readableFolders([one])).to.deep.equal([join(root, 'one'), join(root, 'two')]);
    }),
  );
});
