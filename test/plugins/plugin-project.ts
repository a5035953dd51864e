// A user's project somewhere else, with codex-ml installed and what npm would put beside it.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from '../architecture/repository.js';

export interface PluginProject {
  readonly path: string;
  dispose(): Promise<void>;
}

/** What an install of codex-ml brings to the top of node_modules, as far as plugins need it. */
const INSTALLED = ['@codex-ml', '@tensorflow', 'codex-ml'];

/** What a user installs beside it to compile. The last one is a dependency of the types of Node. */
const COMPILER = ['typescript', '@types', 'undici-types'];

export async function makePluginProject(): Promise<PluginProject> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'codex-ml-plugins-')));
  await mkdir(join(path, 'node_modules', '.bin'), { recursive: true });
  for (const name of [...INSTALLED, ...COMPILER]) {
    await symlink(join(ROOT, 'node_modules', name), join(path, 'node_modules', name), 'junction');
  }
  await symlink(join(ROOT, 'cli/bin/codex-ml.js'), join(path, 'node_modules', '.bin', 'codex-ml'));
  const json = { name: 'project', private: true, dependencies: { 'codex-ml': '*' } };
  await writeFile(join(path, 'package.json'), JSON.stringify(json));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Run a program in a folder; npm is told that there is no network. */
export function run(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    NO_COLOR: '1',
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  delete env['FORCE_COLOR'];
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, output });
    });
  });
}
