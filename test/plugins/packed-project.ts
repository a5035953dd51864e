// A project with packages installed by npm from what they would publish. There is no registry: third-party packages are put in place first,
// as links to the files of this repository's node_modules, so that npm finds them there.
import { existsSync } from 'node:fs';
import {
  copyFile,
  cp,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ROOT, readJson } from '../architecture/repository.js';
import { run } from './plugin-project.js';

export interface PackedProject {
  readonly path: string;
  dispose(): Promise<void>;
}

/** @param sources folders of packages to pack and install beside those of this repository */
export async function installPackedProject(sources: readonly string[]): Promise<PackedProject> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'codex-ml-packed-')));
  const dispose = () => rm(path, { recursive: true, force: true });
  try {
    const tarballs = join(path, 'tarballs');
    await mkdir(tarballs);
    const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', tarballs];
    const packed = [await npm([...pack, '--workspaces'], ROOT)];
    for (const source of sources) packed.push(await npm(pack, source));
    await putDependencies(path);
    const dependencies = Object.fromEntries(
      packed.flatMap(readPacked).map(({ name, filename }) => [name, `file:./tarballs/${filename}`]),
    );
    await writeFile(
      join(path, 'package.json'),
      JSON.stringify({ name: 'user', private: true, dependencies }),
    );
    // An empty cache: what is not here cannot come from anywhere.
    const cache = join(path, 'cache');
    await npm(['install', '--no-audit', '--no-fund', '--ignore-scripts', '--cache', cache], path);
    return { path, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** A copy of a package without what building or running it leaves behind. */
export async function copyPackage(from: string, to: string): Promise<void> {
  const left = ['node_modules', 'dist', 'runs'];
  await cp(from, to, { recursive: true, filter: (path) => !left.includes(basename(path)) });
}

interface Packed {
  readonly name: string;
  readonly filename: string;
}

/** What `npm pack --json` says, after whatever npm has to say beside it; a list, or an object by name, as versions of npm have it. */
function readPacked(output: string): readonly Packed[] {
  const start = output.search(/^[[{]/m);
  const said = JSON.parse(output.slice(start)) as readonly Packed[] | Readonly<Record<string, Packed>>;
  return Object.values(said);
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  const { code, output } = await run('npm', args, cwd);
  if (code !== 0) throw new RangeError(`npm ${args.join(' ')} ended with ${code}\n${output}`);
  return output;
}

interface LockEntry {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

/**
 * What the lockfile says that users get, where npm would put it. A package that only one of ours uses lies in that one's folder here, because
 * a tool of the repository has another version; users have no such tool. Node itself is not part of it.
 */
async function putDependencies(project: string): Promise<void> {
  const { packages } = readJson<{ packages: Record<string, LockEntry> }>('package-lock.json');
  const wanted = Object.entries(packages)
    .filter(([, { dev, devOptional, link: isLink }]) => !dev && !devOptional && !isLink)
    .map(([place]) => place)
    .filter((place) => place.includes('node_modules/') && !/\/node-(linux|win)-/.test(place))
    .filter((place) => existsSync(join(ROOT, place)));
  for (const place of wanted) {
    const target = join(project, place.slice(place.indexOf('node_modules/')));
    await linkFiles(join(ROOT, place), target);
    await linkCommands(target);
  }
}

/** npm would fetch a package again whose commands are not in place. */
async function linkCommands(folder: string): Promise<void> {
  const json = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    bin?: string | Readonly<Record<string, string>>;
  };
  const { name, bin = {} } = json;
  const commands = typeof bin === 'string' ? { [basename(name)]: bin } : bin;
  const bins = join(folder, name.includes('/') ? '../..' : '..', '.bin');
  for (const [command, file] of Object.entries(commands)) {
    await mkdir(bins, { recursive: true });
    await symlink(join('..', name, file), join(bins, command));
  }
}

/** Hard links, since npm would take symbolic ones for packages under development. */
async function linkFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkFiles(source, target);
    // On another file system there are no links to it.
    else if (entry.isFile()) await link(source, target).catch(() => copyFile(source, target));
  }
}

/** Change a text file of an installed package. Its files are its own, npm has unpacked them. */
export async function editInstalled(
  { path }: PackedProject,
  file: string,
  change: (text: string) => string,
): Promise<() => Promise<void>> {
  const target = join(path, 'node_modules', file);
  const text = await readFile(target, 'utf8');
  await rm(target);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, change(text));
  return () => writeFile(target, text);
}
