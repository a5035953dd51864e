// The fields of a package.json that validation reads. It checks no manifest.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Names = Readonly<Record<string, string>>;

export interface PackageJson {
  readonly name?: string;
  readonly type?: string;
  readonly license?: unknown;
  readonly keywords?: readonly string[];
  readonly exports?: unknown;
  readonly scripts?: Names;
  readonly dependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly peerDependencies?: Names;
  readonly codexMl?: {
    readonly namespace?: string;
    readonly conformance?: string;
    readonly presets?: Names;
    readonly provides?: readonly {
      readonly kind: string;
      readonly id: string;
      readonly entry: string;
      readonly options: string;
    }[];
  };
}

/** The package.json of a folder, or null where it cannot be read or is no object. */
export function readPackage(root: string): PackageJson | null {
  try {
    const json: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : null;
  } catch {
    return null;
  }
}
