// Fixtures of the conformance suites, for `codex-ml plugins validate` and for the tests of this package. The tests add reference
// trajectories.

const adamw = { lr: 0.01, beta1: 0.9, beta2: 0.95, eps: 1e-8 };

export default [
  ...[0, 0.1].map(
    (weightDecay) =>
      ({
        kind: 'optimizer',
        id: 'adamw',
        title: `with weight decay ${weightDecay}`,
        options: { ...adamw, weightDecay },
        decays: weightDecay > 0,
      }) as const,
  ),
  ...[
    { momentum: 0, nesterov: false, weightDecay: 0 },
    { momentum: 0.9, nesterov: false, weightDecay: 0.05 },
    { momentum: 0.9, nesterov: true, weightDecay: 0.05 },
  ].map(
    (options) =>
      ({
        kind: 'optimizer',
        id: 'sgd',
        title: JSON.stringify(options),
        options: { lr: 0.01, ...options },
        decays: options.weightDecay > 0,
      }) as const,
  ),
  { kind: 'schedule', id: 'constant' },
  { kind: 'schedule', id: 'constant', title: 'with warmup', options: { warmup: 20 } },
  { kind: 'schedule', id: 'linear', title: 'with warmup and floor', options: { warmup: 20, floor: 0.1 } },
  { kind: 'schedule', id: 'cosine', title: 'with warmup and floor', options: { warmup: 20, floor: 0.1 } },
  {
    kind: 'schedule',
    id: 'cosine',
    title: 'of a run that is all warmup',
    options: { warmup: 100 },
    steps: 100,
  },
] as const;
