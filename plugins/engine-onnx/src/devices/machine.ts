// What the choice of a device looks at on the machine. Tests put another one in its place.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { missingLibraries } from '@codex-ml/tfjs';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): readonly string[];
  /** Those that the loader of shared libraries does not find. */
  missingLibraries(names: readonly string[]): readonly string[];
  /** Values of this name below a key of the registry of Windows. */
  readRegistry(key: string, name: string): readonly string[];
}

export const THIS_MACHINE: Machine = {
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  missingLibraries,
  readRegistry(key, name) {
    const { stdout } = spawnSync('reg', ['query', key, '/s', '/v', name], { encoding: 'utf8' });
    return readRegistryOutput(stdout ?? '', name);
  },
};

/** The values in what `reg query … /v <name>` prints: a line `<name>    REG_SZ    <value>` for each. */
export function readRegistryOutput(text: string, name: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [found, type, ...value] = line.trim().split(/\s{4}/);
    return found === name && type?.startsWith('REG_') === true ? [value.join('    ')] : [];
  });
}
