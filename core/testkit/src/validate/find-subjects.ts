// The packages that names on the command line mean, with what the kernel's index knows of them. Runs no code of packages.
import { existsSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { createKernel, type IndexedCapability, type IndexedPackage, type Kernel } from '@codex-ml/kernel';
import { type CodexError, codexError, type HookName, type Kind, nearestName } from '@codex-ml/plugin-api';

export interface SubjectRequest {
  /** Folders of packages, single files, names of packages, or ids of capabilities. */
  readonly names: readonly string[];
  /** Folder that paths are relative to. */
  readonly cwd: string;
  /** Folder of the user's nearest package.json. */
  readonly projectRoot: string;
  /** Package root of the host, whose dependencies are the first-party plugins. */
  readonly hostRoot: string;
}

/** A package to validate, or a single file that holds one plugin. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  /** Real path of the folder of the package; of the folder that the file is in, for a single file. */
  readonly root: string | null;
  /** Set for a single file. */
  readonly file: string | null;
  readonly errors: readonly CodexError[];
  /** What is to be checked: everything that the package provides, or the capabilities that were named. */
  readonly capabilities: readonly SubjectCapability[];
}

export interface SubjectCapability {
  readonly id: string;
  readonly kind: Kind | null;
  readonly shortId: string | null;
  readonly entry: string | null;
  readonly optionsFile: string | null;
  readonly network: boolean;
  readonly native: boolean;
  readonly hooks: readonly HookName[] | null;
  readonly problem: CodexError | undefined;
}

export interface Subjects {
  readonly subjects: readonly Subject[];
  /** Entry of an engine that models and optimizers can be checked on; null where the project has none. */
  readonly engine: { readonly entry: string; readonly root: string } | null;
}

/** @throws CML1008 for a name that means nothing */
export async function findSubjects(request: SubjectRequest): Promise<Subjects> {
  const { names, cwd, projectRoot, hostRoot } = request;
  const files = names.filter((name) => isPath(name, cwd) && isFile(resolve(cwd, name)));
  const folders = names
    .filter((name) => isPath(name, cwd) && !files.includes(name))
    .map((name) => resolve(cwd, name));
  const kernel = await createKernel({ projectRoot, hostRoot, baseDir: cwd, explicit: folders });
  try {
    const subjects = names.flatMap((name) => {
      if (files.includes(name)) return [fileSubject(name, cwd)];
      return isPath(name, cwd) ? [atFolder(kernel, name, resolve(cwd, name))] : named(kernel, name);
    });
    return { subjects: joinSubjects(subjects), engine: findEngine(kernel) };
  } finally {
    await kernel.close();
  }
}

function isPath(name: string, cwd: string): boolean {
  return /^\.{1,2}([\\/]|$)/.test(name) || isAbsolute(name) || existsSync(join(cwd, name, 'package.json'));
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function fileSubject(name: string, cwd: string): Subject {
  const entry = realpathSync(resolve(cwd, name));
  const capability = {
    id: name,
    kind: null,
    shortId: null,
    entry,
    optionsFile: null,
    network: false,
    native: false,
    hooks: null,
  };
  return {
    name,
    version: '0.0.0',
    root: resolve(entry, '..'),
    file: entry,
    errors: [],
    capabilities: [{ ...capability, problem: undefined }],
  };
}

function atFolder(kernel: Kernel, name: string, path: string): Subject {
  const real = existsSync(path) ? realpathSync(path) : path;
  const found = kernel.packages().find((entry) => entry.root === real || entry.name === path);
  if (found === undefined || found.root === null) {
    throw codexError('CML1008', { what: 'plugin package', name }, { hints: [`nothing is at \`${path}\``] });
  }
  return toSubject(found, found.capabilities);
}

function named(kernel: Kernel, name: string): Subject[] {
  const found = kernel.packages().find((entry) => entry.name === name);
  if (found !== undefined) return [toSubject(found, found.capabilities)];
  const [prefix, id] = name.includes(':') ? name.split(':', 2) : [undefined, name];
  const matches = kernel
    .capabilities()
    .filter(
      (each) => (each.id === id || each.shortId === id) && (prefix === undefined || each.kind === prefix),
    );
  if (matches.length > 0) {
    return kernel.packages().flatMap((entry) => {
      const own = entry.capabilities.filter((each) => matches.includes(each));
      return own.length === 0 ? [] : [toSubject(entry, own)];
    });
  }
  const near = nearestName(name, [
    ...kernel.packages().map((entry) => entry.name),
    ...kernel.capabilities().flatMap((each) => [each.id, each.shortId]),
  ]);
  const hints = [
    ...(near === undefined ? [] : [`did you mean \`${near}\`?`]),
    'a folder starts with `./`; `codex-ml plugins list` shows what is installed',
  ];
  throw codexError('CML1008', { what: 'plugin or plugin package', name }, { hints });
}

function toSubject(entry: IndexedPackage, capabilities: readonly IndexedCapability[]): Subject {
  const { name, version, root, errors } = entry;
  return {
    name,
    version,
    root,
    file: null,
    errors,
    capabilities: capabilities.map((each) => ({
      id: each.id,
      kind: each.kind,
      shortId: each.shortId,
      entry: each.entry,
      optionsFile: each.optionsFile,
      network: each.network,
      native: each.native,
      hooks: each.hooks,
      problem: each.problem,
    })),
  };
}

/** A package that was named twice is checked once. */
function joinSubjects(subjects: readonly Subject[]): Subject[] {
  const joined = new Map<string, Subject>();
  for (const subject of subjects) {
    const key = subject.file ?? subject.root ?? subject.name;
    const known = joined.get(key);
    const added = subject.capabilities.filter(
      (one) => !(known?.capabilities ?? []).some((other) => other.id === one.id && other.kind === one.kind),
    );
    joined.set(
      key,
      known === undefined ? subject : { ...known, capabilities: [...known.capabilities, ...added] },
    );
  }
  return [...joined.values()];
}

/** The eager engine where it is installed: it starts fast and needs nothing native. */
function findEngine(kernel: Kernel): Subjects['engine'] {
  const usable = kernel
    .capabilities()
    .filter(({ kind, status, entry }) => kind === 'engine' && status === 'ok' && entry !== null);
  const chosen =
    usable.find(({ id }) => id === 'std/tfjs') ?? usable.find(({ native }) => !native) ?? usable[0];
  if (chosen?.entry == null || chosen.package.root === null) return null;
  return { entry: chosen.entry, root: chosen.package.root };
}
