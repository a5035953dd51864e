// Decides whether this host can serve a plugin, from the range the plugin states. Pure: it reads no file and runs no plugin.
import { API_VERSION, type CodexError, codexError, KIND_API_VERSIONS, type Kind } from '@codex-ml/plugin-api';
import semver from 'semver';
import { type RangeAlternative, readApiRange } from './api-range.js';
import { CONTRACT_SHIMS, type ContractShim, shimsFor } from './contract-shims.js';

/** Versions of the contract that a host speaks. */
export interface HostVersions {
  readonly api: string;
  /** Equal to `api` unless a kind moved apart; then that kind's plugins are measured by it alone. */
  readonly kinds: Readonly<Record<Kind, string>>;
  /** What plugins of older minors are supplied with. */
  readonly shims?: readonly ContractShim[] | undefined;
}

export const HOST_VERSIONS: HostVersions = Object.freeze({
  api: API_VERSION,
  kinds: KIND_API_VERSIONS,
  shims: CONTRACT_SHIMS,
});

export interface NegotiationRequest {
  /** Full id of the capability, or name of the package, for messages. */
  readonly id: string;
  readonly kind?: Kind | undefined;
  readonly range: string;
  /** Package to name in install hints; absent for inline plugins. */
  readonly packageName?: string | undefined;
}

export type Negotiation =
  | {
      readonly status: 'ok';
      /** That the plugin was written for an older minor, and what that means for it. */
      readonly note?: string | undefined;
      /** To be applied to the plugin once it is loaded, in this order. */
      readonly shims?: readonly ContractShim[] | undefined;
    }
  | { readonly status: 'incompatible'; readonly problem: CodexError };

/**
 * Compare a plugin's range with the host. The host may be a newer minor than the range names: minors only add.
 * Refusals: CML3203 no major pinned, CML3204 not a range, CML3205 other major, CML3206 newer minor than the host.
 */
export function negotiate(request: NegotiationRequest, host: HostVersions = HOST_VERSIONS): Negotiation {
  const { id, range } = request;
  const version = request.kind === undefined ? host.api : host.kinds[request.kind];
  const read = readApiRange(range);
  if (read.problem !== undefined) {
    const hints = [`write the major, for example \`"apiVersion": "^${semver.major(version)}.0"\``];
    const code = read.problem === 'malformed' ? 'CML3204' : 'CML3203';
    return refused(codexError(code, { id, range }, { plugin: id, hints }));
  }
  const satisfied = semver.satisfies(version, range, { includePrerelease: true });
  const sameMajor = read.alternatives.filter(({ major }) => major === semver.major(version));
  if (satisfied && sameMajor.length === 0) return { status: 'ok' }; // a prerelease of the next major
  if (sameMajor.length === 0) return refused(otherMajor(request, version, read.alternatives, host.api));
  const reached = sameMajor.map(({ lowest }) => lowest).filter((lowest) => semver.lte(lowest, version));
  // A prerelease of the host is below the release that the range names.
  const writtenFor = semver.rsort(reached)[0] ?? (satisfied ? version : undefined);
  if (writtenFor !== undefined) return served(request, version, writtenFor, satisfied, host.shims ?? []);
  const hints = [
    'install a newer host: `npm install codex-ml@latest`',
    ...(request.packageName === undefined
      ? []
      : [`or install a version of \`${request.packageName}\` made for plugin API ${version}`]),
  ];
  return refused(codexError('CML3206', { id, range, host: version }, { plugin: id, hints }));
}

/** The host has this version or a newer minor of it. A note is due where the range does not say so, or where a shim helps. */
function served(
  { id, kind, range }: NegotiationRequest,
  version: string,
  writtenFor: string,
  satisfied: boolean,
  all: readonly ContractShim[],
): Negotiation {
  const shims = kind === undefined ? [] : shimsFor(kind, writtenFor, all);
  if (satisfied && shims.length === 0) return { status: 'ok' };
  const minor = `^${semver.major(version)}.${semver.minor(version)}`;
  const supplied =
    shims.length === 0 ? '' : `, which supplies ${shims.map(({ supplies }) => supplies).join(' and ')}`;
  const advice = satisfied
    ? `a version written for \`${minor}\` needs no shim`
    : `ask its author to allow \`${minor}\``;
  const note = `plugin \`${id}\` was written for plugin API \`${range}\` and is served by ${version}${supplied}; ${advice}`;
  return shims.length === 0 ? { status: 'ok', note } : { status: 'ok', note, shims };
}

function otherMajor(
  { id, kind, range, packageName }: NegotiationRequest,
  version: string,
  alternatives: readonly RangeAlternative[],
  api: string,
): CodexError {
  const major = semver.major(version);
  const newer = alternatives.every((alternative) => alternative.major > major);
  const name = packageName ?? id;
  const hints = newer
    ? [
        'install a newer host: `npm install codex-ml@latest`',
        `or install a version of \`${name}\` made for plugin API ${major}`,
      ]
    : [
        packageName === undefined
          ? `port \`${name}\` to plugin API ${major} and write \`"^${major}.0"\``
          : `install a version of \`${name}\` made for plugin API ${major}: \`npm install ${name}@latest\``,
      ];
  if (kind !== undefined && version !== api) {
    hints.push(`${version} is the contract of kind ${kind}; kinds have versions of their own`);
  }
  return codexError('CML3205', { id, range, host: version }, { plugin: id, hints });
}

function refused(problem: CodexError): Negotiation {
  return { status: 'incompatible', problem };
}
