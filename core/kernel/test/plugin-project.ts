// Throw-away projects for tests: a folder with a package.json whose dependencies are links to fixture plugins.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKernel, type Kernel, type KernelRequest } from '@codex-ml/kernel';

/** Folder of the fixture plugins of the repository. */
export const FIXTURES = fileURLToPath(new URL('../../../test/fixtures/plugins/', import.meta.url));

export const packageNameOf = (fixture: string): string => `codex-ml-fixture-${fixture}`;

export interface PluginProject {
  readonly root: string;
  /** A folder like that of the cli package, with its own dependencies. */
  readonly host: string;
  write(path: string, content: string | object): string;
  /** Install fixtures into `node_modules` of the project (or of the host), without declaring them. */
  install(fixtures: readonly string[], into?: string): void;
  /** Link the repository's plugin-api into `node_modules` of a folder of the project, as its package manager would. */
  installApi(folder?: string): void;
  kernel(request?: Partial<KernelRequest>): Promise<Kernel>;
}

export interface PluginProjectContent {
  /** Fixtures that are dependencies of the project. */
  readonly uses?: readonly string[];
  /** Fixtures that are dependencies of the host. */
  readonly ships?: readonly string[];
}

const created: string[] = [];

after(() => {
  for (const folder of created) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed when the tests are over. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codex-ml-kernel-')));
  created.push(folder);
  return folder;
}

export function pluginProject({ uses = [], ships = [] }: PluginProjectContent = {}): PluginProject {
  const folder = temporaryFolder();
  const root = join(folder, 'project');
  const host = join(folder, 'host');
  const write = (path: string, content: string | object): string => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return file;
  };
  const install = (fixtures: readonly string[], into = root): void => {
    mkdirSync(join(into, 'node_modules'), { recursive: true });
    for (const fixture of fixtures) {
      symlinkSync(join(FIXTURES, fixture), join(into, 'node_modules', packageNameOf(fixture)), 'dir');
    }
  };
  const installApi = (into = '.'): void => {
    const scope = join(root, into, 'node_modules/@codex-ml');
    mkdirSync(scope, { recursive: true });
    symlinkSync(
      fileURLToPath(new URL('../../plugin-api/', import.meta.url)),
      join(scope, 'plugin-api'),
      'dir',
    );
  };
  const declare = (fixtures: readonly string[]) =>
    Object.fromEntries(fixtures.map((fixture) => [packageNameOf(fixture), '*']));
  install(uses);
  install(ships, host);
  write('package.json', { name: 'project', dependencies: declare(uses) });
  write('../host/package.json', { name: 'host', dependencies: declare(ships) });
  return {
    root,
    host,
    write,
    install,
    installApi,
    kernel: (request = {}) => createKernel({ projectRoot: root, hostRoot: host, ...request }),
  };
}
