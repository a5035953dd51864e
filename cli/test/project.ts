// Throw-away projects: files, and fixture plugins as dependencies. They are removed when the tests are over.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/plugins/', import.meta.url));

const made: string[] = [];

after(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export interface ProjectContent {
  /** File contents by path; `package.json` is added. */
  readonly files?: Readonly<Record<string, string>>;
  /** Names of fixture plugins that are dependencies of the project. */
  readonly plugins?: readonly string[];
}

/** @returns absolute folder, without symbolic links */
export function makeProject({ files = {}, plugins = [] }: ProjectContent = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'codex-ml-cli-')));
  made.push(root);
  const dependencies: Record<string, string> = {};
  for (const fixture of plugins) {
    const name = `codex-ml-fixture-${fixture}`;
    dependencies[name] = '*';
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    symlinkSync(join(FIXTURES, fixture), join(root, 'node_modules', name), 'dir');
  }
  const all = { 'package.json': JSON.stringify({ name: 'project', dependencies }), ...files };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
