// A run scope for tests: records logs and hook failures, and counts on a small counter-based random stream.
import type { HookFailure, RunScope } from '@codex-ml/kernel';
import type { RngStream } from '@codex-ml/plugin-api';

/** Every number is a function of path and position only, as the contract asks. */
export function pathStream(path = ''): RngStream {
  let position = 0;
  const uint32 = (): number => {
    let hash = 2166136261;
    for (const character of `${path}@${position++}`) {
      hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
    }
    return hash >>> 0;
  };
  const uniform = (): number => uint32() / 2 ** 32;
  return {
    path,
    get position() {
      return position;
    },
    fork: (name) => pathStream(path === '' ? String(name) : `${path}/${name}`),
    seek: (to) => {
      position = to;
    },
    uint32,
    uniform,
    integer: (bound) => Math.floor(uniform() * bound),
    normal: uniform,
    fillUniform: (out) => out.map(uniform),
    fillNormal: (out) => out.map(uniform),
  };
}

export interface RecordingScope extends RunScope {
  readonly logged: unknown[][];
  readonly failures: HookFailure[];
}

export function recordingScope(overrides: Partial<RunScope> = {}): RecordingScope {
  const logged: unknown[][] = [];
  const failures: HookFailure[] = [];
  return {
    runId: 'demo-00000000',
    seed: 1,
    rng: pathStream(),
    artifactsFolder: '/nowhere',
    baseDir: '/base',
    networkAllowed: false,
    signal: new AbortController().signal,
    log: (...entry) => logged.push(entry),
    onHookFailure: (failure) => failures.push(failure),
    ...overrides,
    logged,
    failures,
  };
}
