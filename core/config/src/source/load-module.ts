// Config modules: TypeScript and JavaScript files whose default export is a config or a function that returns one.
import { realpath } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type CodexError, codexError } from '@codex-ml/plugin-api';
import type { ConfigNode } from '../tree/config-node.js';
import { fromPlain, type Locate } from './from-plain.js';
import { readModuleLiterals } from './module-literals.js';
import { type Place, type Source, whereOf } from './place.js';

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
  const { href } = pathToFileURL(await realpath(path));
  try {
    const exports = (await import(href)) as { default?: unknown };
    if (!('default' in exports)) {
      const parameters = { subject: `\`${source.name}\``, received: 'a module without a default export' };
      errors.push(codexError('CML2013', parameters, { where, hints: ['write `export default { … }`'] }));
      return undefined;
    }
    const value: unknown =
      typeof exports.default === 'function' ? await exports.default(environment) : exports.default;
    const before = errors.length;
    const node = fromPlain(value, source, errors, locateIn(source));
    return errors.length > before ? undefined : node;
  } catch (cause) {
    const thrown = { where: whereOf(thrownAt(cause, href, source)), cause };
    errors.push(codexError('CML2014', { file: source.name }, thrown));
    return undefined;
  }
}

function locateIn(source: Source): Locate {
  const text = source.text ?? '';
  const literals = readModuleLiterals(text);
  return (path, part) => {
    const span = part === 'key' ? (literals.key(path) ?? literals.value(path)) : literals.value(path);
    if (span === undefined) return { source };
    const before = text.slice(0, span.start).split('\n');
    const [shown = ''] = text.slice(span.start, span.end).split('\n');
    return { source, line: before.length, column: (before.at(-1) ?? '').length + 1, length: shown.length };
  };
}

/** The innermost place in the module itself, where one is on the stack. */
function thrownAt(cause: unknown, href: string, source: Source): Place {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const [, line, column] = /^:(\d+):(\d+)/.exec(stack.split(href)[1] ?? '') ?? [];
  return line === undefined ? { source } : { source, line: Number(line), column: Number(column) };
}
