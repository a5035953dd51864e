// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package.

export default [{ kind: 'launcher', id: 'local', options: { grace: 0.3 } }] as const;
