// Counts the modules that are loaded, and notes who imports which package.
import { isBuiltin, registerHooks } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ImportedPackage {
  readonly name: string;
  /** File of the package that imports it. */
  readonly from: string;
}

export interface ModuleWatch {
  /** Files loaded since the watch began, in order. */
  files(): readonly string[];
  /** Other packages that files of this one import. */
  packages(): readonly ImportedPackage[];
}

export function watchModules(root: string): ModuleWatch {
  const files: string[] = [];
  const packages = new Map<string, ImportedPackage>();
  const isOwn = (path: string) =>
    path.startsWith(root + sep) && !path.slice(root.length).includes(`${sep}node_modules${sep}`);
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL?.startsWith('file:') ? fileURLToPath(context.parentURL) : undefined;
      const name = packageOf(specifier);
      if (parent !== undefined && name !== undefined && isOwn(parent) && !packages.has(name)) {
        packages.set(name, { name, from: parent });
      }
      return next(specifier, context);
    },
    load(url, context, next) {
      if (url.startsWith('file:')) files.push(fileURLToPath(url));
      return next(url, context);
    },
  });
  return { files: () => files, packages: () => [...packages.values()] };
}

/** Package of a bare specifier; undefined for paths, URLs, built-in modules and `#imports`. */
function packageOf(specifier: string): string | undefined {
  if (/^[./#]|^[a-z]+:/i.test(specifier) || isBuiltin(specifier)) return undefined;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
