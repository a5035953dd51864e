// Finds an installed package without loading it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The packages that bring TensorFlow; the one for GPUs first. */
export const GPU_PACKAGE = '@tensorflow/tfjs-node-gpu';
export const CPU_PACKAGE = '@tensorflow/tfjs-node';
export type PackageName = typeof GPU_PACKAGE | typeof CPU_PACKAGE;

export interface FoundPackage {
  readonly name: PackageName;
  readonly version: string;
  /** Folder of its package.json, symbolic links resolved. */
  readonly root: string;
}

/**
 * The package as Node resolves it from the first of the folders that reaches it.
 * @param places folders, the most trusted first
 */
export function findPackage(name: PackageName, places: readonly string[]): FoundPackage | undefined {
  for (const place of places) {
    const manifest = resolveFrom(place, `${name}/package.json`);
    if (manifest === undefined) continue;
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: unknown };
    return { name, version: String(version), root: dirname(manifest) };
  }
  return undefined;
}

/** The file that a module in `folder` would get for `specifier`, or nothing. */
export function resolveFrom(folder: string, specifier: string): string | undefined {
  try {
    return createRequire(join(folder, 'from-here.js')).resolve(specifier);
  } catch {
    return undefined;
  }
}
