// Finds the config file of a project. Only this file knows cosmiconfig.
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import { cosmiconfig } from 'cosmiconfig';
import { displayPath } from './display-path.js';

/** File names that are looked for, in each folder up to the first with a package.json. */
export const CONFIG_FILES: readonly string[] = [
  'codex-ml.config.yaml',
  'codex-ml.config.yml',
  'codex-ml.config.json',
  'codex-ml.config.ts',
  'codex-ml.config.mts',
  'codex-ml.config.js',
  'codex-ml.config.mjs',
];

/** Key of package.json that may hold the config instead. */
export const PACKAGE_KEY = 'codex-ml';

/** Absolute path of the config file of the project that `cwd` is in; undefined where there is none. */
export async function findConfigFile(cwd: string, errors: CodexError[]): Promise<string | undefined> {
  try {
    const found = await search(cwd);
    if (found !== undefined) await refuseSeveral(found, cwd, errors);
    return found;
  } catch (error) {
    // cosmiconfig also reads the `cosmiconfig` key of the package.json here, which may not be JSON.
    const { message, filepath } = error as Error & { filepath?: string };
    const file = displayPath(filepath ?? join(cwd, 'package.json'), cwd);
    errors.push(codexError('CML2003', { file, message: message.split('\n').at(-1)! }, { where: { file } }));
    return undefined;
  }
}

async function search(cwd: string): Promise<string | undefined> {
  const explorer = cosmiconfig('codex-ml', {
    searchPlaces: [...CONFIG_FILES, 'package.json'],
    searchStrategy: 'project',
    packageProp: PACKAGE_KEY,
    ignoreEmptySearchPlaces: false,
    cache: false,
    // Files are only found here. They are read later, by readers that keep positions.
    loaders: Object.fromEntries(
      ['.yaml', '.yml', '.json', '.ts', '.mts', '.js', '.mjs'].map((extension) => [extension, recognise]),
    ),
  });
  return (await explorer.search(cwd))?.filepath;
}

/** What cosmiconfig takes as the content; for package.json, only whether it has our key. */
function recognise(path: string, content: string): unknown {
  if (basename(path) !== 'package.json') return { path };
  try {
    const value = (JSON.parse(content) as Record<string, unknown> | null)?.[PACKAGE_KEY];
    return value === undefined ? {} : { [PACKAGE_KEY]: { path } };
  } catch {
    // A broken package.json is npm's to report. The text still shows whether a config is in it.
    return content.includes(`"${PACKAGE_KEY}"`) ? { [PACKAGE_KEY]: { path } } : {};
  }
}

async function refuseSeveral(file: string, cwd: string, errors: CodexError[]): Promise<void> {
  const folder = dirname(file);
  const present: string[] = [];
  for (const name of CONFIG_FILES) {
    const path = join(folder, name);
    if (
      path === file ||
      (await access(path).then(
        () => true,
        () => false,
      ))
    )
      present.push(path);
  }
  if (present.length < 2) return;
  const files = present.map((path) => `\`${displayPath(path, cwd)}\``).join(', ');
  errors.push(codexError('CML2002', { files }));
}
