// A scratch copy of an example with the dependencies that its package.json declares, as an install would lay them out: what is
// not declared cannot be imported, so an example that works here works outside of this repository.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { satisfies } from 'semver';
import { type PackageManifest, ROOT, readJson } from '../architecture/repository.js';
import { runCli } from '../e2e/cli-process.js';

type InstalledManifest = PackageManifest & { readonly bin?: string | Readonly<Record<string, string>> };

/** An example somewhere else, removed by `dispose`. */
export interface ScratchFolder {
  readonly path: string;
  dispose(): Promise<void>;
}

export async function scratchFolder(): Promise<ScratchFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'codex-ml-example-')));
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

/** Copy `examples/<name>` without what a build or a run leaves behind. */
export async function copyExample(name: string, to: string): Promise<void> {
  const from = join(ROOT, 'examples', name);
  await cp(from, to, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist', 'runs'].includes(basename(path)) || path === from,
  });
}

/**
 * Link every declared dependency, and its commands, out of this repository. Ranges must admit the installed versions.
 * @param except names that the caller installs itself
 */
export async function linkDependencies(folder: string, except: readonly string[] = []): Promise<void> {
  const { peerDependencies, devDependencies, dependencies } = readManifest(folder);
  const declared = { ...peerDependencies, ...devDependencies, ...dependencies };
  for (const [name, range] of Object.entries(declared)) {
    if (!except.includes(name)) await linkPackage(folder, name, range);
  }
}

/** Install what npm would publish of a package (package.json, README, licence and whatever `files` lists), and its peers. */
export async function installPacked(packageRoot: string, project: string): Promise<void> {
  const { name, files = [], peerDependencies = {} } = readManifest(packageRoot);
  const target = join(project, 'node_modules', name);
  for (const entry of ['package.json', 'README.md', 'LICENSE', ...files]) {
    await cp(join(packageRoot, entry), join(target, entry), { recursive: true });
  }
  for (const [peer, range] of Object.entries(peerDependencies)) await linkPackage(project, peer, range);
}

function readManifest(folder: string): InstalledManifest {
  return readJson<InstalledManifest>(relative(ROOT, join(folder, 'package.json')));
}

async function linkPackage(project: string, name: string, range: string): Promise<void> {
  const source = await realpath(join(ROOT, 'node_modules', name));
  const { version, bin = {} } = readManifest(source);
  expect(satisfies(version, range), `${name}@${range} admits ${version}`).to.equal(true);
  const link = join(project, 'node_modules', name);
  const bins = join(project, 'node_modules', '.bin');
  await mkdir(dirname(link), { recursive: true });
  await mkdir(bins, { recursive: true });
  await symlink(source, link, 'junction');
  const commands = typeof bin === 'string' ? { [basename(name)]: bin } : bin;
  for (const [command, file] of Object.entries(commands))
    await symlink(join(link, file), join(bins, command));
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run `node` in a folder, with the commands of its dependencies in reach. */
export function runNode(args: readonly string[], cwd: string): Promise<Finished> {
  const path = [join(cwd, 'node_modules', '.bin'), dirname(process.execPath), process.env['PATH']];
  const env = { ...process.env, PATH: path.join(delimiter), NO_COLOR: '1', FORCE_COLOR: undefined };
  const child = spawn(process.execPath, args, { cwd, env });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** A script of package.json, as `npm run` runs it. What it printed is the message where it fails. */
export async function runScript(name: string, cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runNode(['--run', name], cwd);
  expect(code, `${name}\n${stdout}${stderr}`).to.equal(0);
  return stdout;
}

/** The command line in a folder; it must succeed. */
export async function runCommand(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { cwd });
  expect(code, `codex-ml ${args.join(' ')}\n${stdout}${stderr}`).to.equal(0);
  return stdout;
}
