// Says whether the surfaces of the plugin contract may stand under their versions. Reads no files.
import semver from 'semver';
import { SHARED } from './contract-surfaces.mjs';

const SOURCE = 'core/plugin-api/src/api-version.ts';

/**
 * What is wrong, as one message per surface.
 * @param {object} given
 * @param {Record<string, string>} given.versions version of each surface as the sources state it
 * @param {Map<string, { sha256: string }>} given.surfaces as the sources have them
 * @param {Record<string, Record<string, string>>} given.history surface to version to fingerprint, as committed
 * @param {boolean} [given.unreleased] versions of the history were not published yet: their surface may still move
 * @returns {{ surface: string, message: string }[]}
 */
export function judgeContract({ versions, surfaces, history, unreleased = false }) {
  const problems = [];
  const complain = (surface, message) => problems.push({ surface, message });
  for (const [name, { sha256 }] of surfaces) {
    const version = versions[name];
    const known = history[name] ?? {};
    const latest = latestOf(known);
    if (latest !== undefined && semver.lt(version, latest)) {
      complain(
        name,
        `${title(name)} went from version ${latest} to ${version}, but a version can only rise.`,
      );
    } else if (known[version] !== undefined && known[version] !== sha256 && !unreleased) {
      complain(name, changedMessage(name, version));
    }
  }
  if (unreleased || problems.some(({ surface }) => surface === SHARED)) return problems;
  const sharedIsNew = history[SHARED] !== undefined && history[SHARED][versions[SHARED]] === undefined;
  if (!sharedIsNew) return problems;
  // Every plugin sees the shared surface and states one range, that of its kind.
  for (const kind of Object.keys(versions)) {
    if (kind === SHARED || latestOf(history[kind] ?? {}) !== versions[kind]) continue;
    complain(
      kind,
      `API_VERSION rose to ${versions[SHARED]}, but kind \`${kind}\` is still ${versions[kind]}: plugins of the kind see the ` +
        `shared surface too, so raise \`${kind}\` in KIND_API_VERSIONS of ${SOURCE} by the same step, then run \`npm run api\`.`,
    );
  }
  return problems;
}

/** The history with the present versions in it. */
export function recordContract({ versions, surfaces, history }) {
  return Object.fromEntries(
    [...surfaces].map(([name, { sha256 }]) => [name, { ...history[name], [versions[name]]: sha256 }]),
  );
}

/** Lines that differ, `- old` and `+ new`. */
export function listChangedLines(before, now) {
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  return [
    ...without(old, fresh).map((line) => `- ${line.trim()}`),
    ...without(fresh, old).map((line) => `+ ${line.trim()}`),
  ];
}

function title(surface) {
  return surface === SHARED ? 'The surface that all plugins share' : `The surface of kind \`${surface}\``;
}

function changedMessage(surface, version) {
  const place = surface === SHARED ? 'API_VERSION' : `\`${surface}\` in KIND_API_VERSIONS`;
  return (
    `${title(surface)} changed, but its contract is still ${version}: raise ${place} of ${SOURCE} ` +
    '(minor for an addition that older plugins need not know, major for anything they must follow), ' +
    'add a shim to core/kernel/src/negotiation/contract-shims.ts where older plugins need one, then run `npm run api` and ' +
    'commit what it writes. See docs/plugins/versioning.md.'
  );
}

function latestOf(known) {
  return semver.rsort(Object.keys(known))[0];
}

/** Members of `list` beyond their number in `others`. */
function without(list, others) {
  const left = new Map();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return list.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
