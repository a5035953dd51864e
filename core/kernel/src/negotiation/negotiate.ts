// Decides whether this host can serve a plugin, from the range the plugin states. Pure: it reads no file and runs no plugin.
import { API_VERSION, type CodexError, codexError, KIND_API_VERSIONS, type Kind } from '@codex-ml/plugin-api';
import semver from 'semver';
import { type RangeAlternative, readApiRange } from './api-range.js';

/** Versions of the contract that a host speaks. */
export interface HostVersions {
  readonly api: string;
  /** Equal to `api` unless a kind moved apart; then that kind's plugins are measured by it alone. */
  readonly kinds: Readonly<Record<Kind, string>>;
}

export const HOST_VERSIONS: HostVersions = Object.freeze({ api: API_VERSION, kinds: KIND_API_VERSIONS });

export interface NegotiationRequest {
  /** Full id of the capability, or name of the package, for messages. */
  readonly id: string;
  readonly kind?: Kind | undefined;
  readonly range: string;
  /** Package to name in install hints; absent for inline plugins. */
  readonly packageName?: string | undefined;
}

export type Negotiation =
  | { readonly status: 'ok'; readonly note?: string | undefined }
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
  if (semver.satisfies(version, range, { includePrerelease: true })) return { status: 'ok' };

  const sameMajor = read.alternatives.filter(({ major }) => major === semver.major(version));
  if (sameMajor.length === 0) return refused(otherMajor(request, version, read.alternatives));
  if (sameMajor.some(({ lowest }) => semver.lte(lowest, version))) {
    const note = `plugin \`${id}\` was written for plugin API \`${range}\` and is served by ${version}; ask its author to allow \`^${semver.major(version)}.${semver.minor(version)}\``;
    return { status: 'ok', note };
  }
  const hints = [
    'install a newer host: `npm install codex-ml@latest`',
    ...(request.packageName === undefined
      ? []
      : [`or install a version of \`${request.packageName}\` made for plugin API ${version}`]),
  ];
  return refused(codexError('CML3206', { id, range, host: version }, { plugin: id, hints }));
}

function otherMajor(
  { id, range, packageName }: NegotiationRequest,
  version: string,
  alternatives: readonly RangeAlternative[],
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
  return codexError('CML3205', { id, range, host: version }, { plugin: id, hints });
}

function refused(problem: CodexError): Negotiation {
  return { status: 'incompatible', problem };
}
