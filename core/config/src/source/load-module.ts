// Config modules: TypeScript and JavaScript files whose default export is a config or a function that returns one.
import { realpath } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { ConfigNode } from '../tree/config-node.js';
import { fromPlain } from './from-plain.js';
import { type Source, whereOf } from './place.js';

/** What a config function is called with. */
export interface ConfigEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Import a module (Node strips the types of .ts files) and convert what it exports; undefined after an error was added. */
export async function loadModule(
  path: string,
  source: Source,
  environment: ConfigEnvironment,
  errors: CodexError[],
): Promise<ConfigNode | undefined> {
  const where = whereOf({ source });
  try {
    const { href } = pathToFileURL(await realpath(path));
    const exports = (await import(href)) as { default?: unknown };
    if (!('default' in exports)) {
      const parameters = { subject: `\`${source.name}\``, received: 'a module without a default export' };
      errors.push(codexError('CML2013', parameters, { where, hints: ['write `export default { … }`'] }));
      return undefined;
    }
    const value: unknown =
      typeof exports.default === 'function' ? await exports.default(environment) : exports.default;
    const before = errors.length;
    const node = fromPlain(value, source, errors);
    return errors.length > before ? undefined : node;
  } catch (cause) {
    errors.push(codexError('CML2014', { file: source.name }, { where, cause }));
    return undefined;
  }
}
