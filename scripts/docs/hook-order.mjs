// The order in which hooks fire, as the hook page shows it. A test records a real run and holds this list against it.

/** Phases of a training run: when, and the hooks that fire then, in order. Hooks of one phase may fire many times in a row. */
export const HOOK_ORDER = [
  {
    phase: 'begin',
    when: 'once, before the first step',
    hooks: ['config.resolved', 'data.sample', 'model.built', 'run.start'],
  },
  {
    phase: 'evaluate',
    when: 'before the first step, then every `train.evaluateEvery` steps',
    hooks: ['metric', 'evaluate.end'],
  },
  { phase: 'step', when: 'each step', hooks: ['step.start', 'data.batch', 'grads.ready', 'step.end'] },
  { phase: 'checkpoint', when: 'after a checkpoint', hooks: ['checkpoint.saved'] },
  { phase: 'end', when: 'once, whatever happened', hooks: ['run.end'] },
];

/** Hooks of other commands, in order. */
export const OTHER_ORDER = [
  { when: '`generate`', hooks: ['model.built', 'generate.prompt', 'generate.text'] },
  { when: '`evaluate`', hooks: ['model.built', 'data.sample', 'evaluate.end'] },
];
