// From the name that a user gives to the names that a package needs: npm package, namespace, id. Pure; what exists, it does not know.
import { isBuiltin } from 'node:module';
import { codexError, type Kind } from '@codex-ml/plugin-api';

export interface PluginNames {
  /** Name of the npm package. */
  readonly package: string;
  readonly namespace: string;
  /** Id within the namespace; also the name of the entry module. */
  readonly id: string;
  /** The id as a name in code, such as `lossQuantile`. */
  readonly camel: string;
}

/** Namespaces that are the host's. */
const RESERVED = new Set(['std', 'local']);

/** Modules that every package has, or that the sources of some kind have beside the entry. */
const MODULES = new Set([
  'index',
  'conformance',
  'capability-options',
  'create-engine',
  'create-model',
  'create-tokenizer',
  'learn-merges',
  'line-file',
  'product-kernel',
  'start-job',
]);

const LONGEST_PACKAGE = 214;
const PREFIX = /^(codex-ml-)?(plugin-)?/;

/**
 * `bleu` becomes `bleu/bleu` in the package `codex-ml-bleu`; `acme/bleu` that in `codex-ml-acme-bleu`; a full package name, which has a scope or
 * begins with `codex-ml-`, stays as it is, and its scope is the namespace.
 * @throws CML3411
 */
export function namePlugin(kind: Kind, name: string, namespace: string | undefined): PluginNames {
  const [, scope, prefix, base = ''] = /^(?:@([^/]*)\/|([^/]*)\/)?(.*)$/s.exec(name) ?? [];
  const refuse = (problem: string) => codexError('CML3411', { name, problem });
  const id = base.replace(PREFIX, '').replace(new RegExp(`^${kind}-(?=.)`), '');
  const owner = namespace ?? (scope ?? prefix)?.replaceAll(/[^a-z0-9]+/g, '-') ?? id;
  const packageName =
    scope !== undefined || base.startsWith('codex-ml-')
      ? name
      : ['codex-ml', ...(prefix === undefined ? [] : [prefix]), base].join('-');
  const problem =
    problemOfPackage(packageName) ??
    problemOfIdentifier('the id', id) ??
    problemOfIdentifier('the namespace', owner);
  if (problem !== undefined) throw refuse(problem);
  if (RESERVED.has(owner)) throw refuse(`the namespace \`${owner}\` belongs to codex-ml`);
  if (MODULES.has(id)) throw refuse(`a module of the package is named \`${id}\` for another purpose`);
  const camel = id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return { package: packageName, namespace: owner, id, camel };
}

/** Rules of the npm registry for new names. */
function problemOfPackage(name: string): string | undefined {
  if (name.length > LONGEST_PACKAGE) return `it has ${name.length} characters, npm allows ${LONGEST_PACKAGE}`;
  if (/[A-Z]/.test(name)) return 'npm allows no capital letters';
  if (isBuiltin(name) || ['node_modules', 'favicon.ico'].includes(name)) return 'npm reserves this name';
  if (/^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name)) return undefined;
  return 'npm allows letters, digits, `-`, `.`, `_` and `~`, and neither `.` nor `_` at the start';
}

function problemOfIdentifier(what: string, text: string): string | undefined {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)) return undefined;
  return `${what} would be \`${text}\`, but must be kebab-case and start with a letter`;
}
