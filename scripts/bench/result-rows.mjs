// Rows of a results file: how a benchmark's row becomes one, and how new ones replace old ones.

/**
 * @param row what a benchmark returns: `{ config, metric, better: 'higher' | 'lower', ours, peerName, peer }`
 * @returns `{ bench, config, metric, ours, peerName, peer, ratio }`; a ratio above 1 means ours is better, and it is null where
 * there is none, as ours can be zero or negative where less is better
 */
export function toResultRow(bench, { config, metric, better, ours, peerName, peer }) {
  for (const [key, value] of Object.entries({ config, metric, peerName })) {
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`a bench row needs the text \`${key}\``);
  }
  if (better !== 'higher' && better !== 'lower')
    throw new TypeError('a bench row says which way is `better`');
  if (!Number.isFinite(ours)) throw new TypeError('a bench row needs the number `ours`');
  if (!(peer > 0)) throw new TypeError('a bench row needs the positive number `peer`');
  const ratio = better === 'lower' ? (ours > 0 ? peer / ours : null) : ours / peer;
  return { bench, config, metric, ours, peerName, peer, ratio };
}

/** Old rows that no new one measures again, then the new ones, in the order of benchmarks; stable otherwise. */
export function mergeRows(old, fresh) {
  const key = ({ bench, config, metric, peerName }) => JSON.stringify([bench, config, metric, peerName]);
  const replaced = new Set(fresh.map(key));
  const rows = [...old.filter((row) => !replaced.has(key(row))), ...fresh];
  return rows.sort((a, b) => (a.bench === b.bench ? 0 : a.bench < b.bench ? -1 : 1));
}
