// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package. The secrets are made up and put
// together at run time: nothing in this file looks like one to a scanner of source code.

const join = (...parts: readonly string[]) => parts.join('');

const flagged = [
  ['see ', join('AK', 'IA', 'Q3Z7M5K2X4B6N7P2'), ' there'],
  ['see ', join('gh', 'p_', 'a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8'), ' there'],
  ['password = "', join('correct', 'horse'), '"'],
  ['postgres://app:', join('hunt', 'er', '2x'), '@db.internal:5432/app'],
  ["-H 'authorization: token ", join('q8w7e6r5t4', 'z3u2i1o0p9', 'a8s7d6f5g4', 'h3j2k1l0y9'), "'"],
].map(([before = '', secret = '', after = '']) => ({ text: before + secret + after, secret }));

export default [
  { kind: 'safety', id: 'secrets', flagged, longTextMs: 5000 },
  {
    kind: 'safety',
    id: 'secrets',
    title: 'denying',
    flagged,
    options: { action: 'deny', enable: ['high-entropy'] },
    longTextMs: 5000,
  },
] as const;
