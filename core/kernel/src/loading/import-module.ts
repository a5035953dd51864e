// The one place where plugin code is imported.
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codexError } from '@codex-ml/plugin-api';
import { displayPath } from '../discovery/read-package-json.js';
import { attributeOwnError, messageOf } from '../errors/attribute-error.js';

/**
 * Import a plugin's module.
 * @throws CML3207 with the original as cause; errors of our own, such as CML3101, keep their code
 */
export async function importModule(id: string, path: string): Promise<object> {
  const { href } = pathToFileURL(path);
  try {
    return (await import(href)) as object;
  } catch (cause) {
    throw (
      attributeOwnError(cause, id) ??
      codexError(
        'CML3207',
        { id, message: messageOf(cause) },
        { cause, plugin: id, hints: [...thrownAt(cause, href, path), ...hintsFor(cause, path)] },
      )
    );
  }
}

/** The innermost place in the module itself, where one is on the stack. */
function thrownAt(cause: unknown, href: string, path: string): string[] {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const place = /^:\d+:\d+/.exec(stack.split(href)[1] ?? '')?.[0];
  return place === undefined ? [] : [`thrown at ${displayPath(path)}${place}`];
}

function hintsFor(cause: unknown, path: string): string[] {
  const code = (cause as { code?: unknown } | null)?.code;
  const missing = /^Cannot find module '(.+)\.([cm]?)js' imported from .+\.[cm]?ts$/.exec(messageOf(cause));
  if (missing !== null && existsSync(`${missing[1]}.${missing[2]}ts`)) {
    return [
      `Node strips types only: import \`${basename(missing[1] ?? '')}.${missing[2]}ts\` by that name, not as \`.${missing[2]}js\``,
    ];
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return ['install the missing module, or install the plugin again so that its dependencies come with it'];
  }
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return [
      'Node strips types only: write no enums, namespaces, parameter properties or decorators, or compile the file first',
    ];
  }
  if (cause instanceof SyntaxError) {
    return [
      `the error does not say where; \`node --check ${displayPath(path)}\` does, if it is in that file`,
    ];
  }
  return [];
}
