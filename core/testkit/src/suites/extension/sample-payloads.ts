// Payloads to fire hooks with: what a run sends, and texts that break careless code. Those with tensors are made elsewhere.
import type { HookName, HookPayloads, RunInfo, TokenBatch } from '@codex-ml/plugin-api';
import { HOSTILE_TEXTS } from '../hostile-texts.js';

/** Hooks whose payload holds tensors. */
export type TensorHook = 'model.built' | 'grads.ready';
export type PlainHook = Exclude<HookName, TensorHook>;

export type Payloads = { readonly [N in PlainHook]?: readonly HookPayloads[N][] };

const RUN: RunInfo = { id: 'test-00000000', name: 'test', configHash: '0'.repeat(64), seed: 1 };
const STEPS = [1, 2, 3, 10, 1000];

function batch(rows: number, length: number): TokenBatch {
  const size = rows * length;
  return {
    rows,
    length,
    inputs: Int32Array.from({ length: size }, (_, i) => i % 7),
    targets: Int32Array.from({ length: size }, (_, i) => (i === size - 1 ? -100 : (i + 1) % 7)),
    weights: Float32Array.from({ length: size }, (_, i) => (i === size - 1 ? 0 : 1)),
  };
}

/** A few for every hook; those that a subject brings take their place. */
export function samplePayloads(own: Payloads = {}): Required<Payloads> {
  return {
    'config.resolved': [{ config: { run: { name: 'test', seed: 1 } }, hash: '0'.repeat(64) }],
    'run.start': [
      { run: RUN, folder: 'runs/test-00000000', resumedFrom: null },
      { run: RUN, folder: 'runs/test-00000000', resumedFrom: 7 },
    ],
    'run.end': [
      { run: RUN, status: 'completed', step: 12 },
      { run: RUN, status: 'interrupted', step: 0 },
      { run: RUN, status: 'failed', step: 3, error: new TypeError('a run that failed') },
    ],
    'data.sample': HOSTILE_TEXTS.map((text, i) => ({ id: `line:${i + 1}`, text, split: 'train' as const })),
    'data.batch': [1, 2].map((step) => ({ ...batch(step, 4), split: 'train' as const, step })),
    'step.start': STEPS.map((step) => ({ step })),
    'step.end': STEPS.map((step) => ({
      step,
      loss: 3 / step,
      gradientNorm: 1,
      learningRate: 1e-3,
      tokens: 32,
    })),
    'evaluate.end': [
      { step: 0, split: 'validation', metrics: { loss: 3 } },
      { step: 10, split: 'test', metrics: { loss: 2.5, perplexity: 12.2, 'token-accuracy': null } },
    ],
    metric: STEPS.map((step) => ({
      step,
      split: 'train' as const,
      metric: 'loss',
      value: 3 / step,
      nature: 'result' as const,
    })),
    'checkpoint.saved': [{ step: 10, folder: 'runs/test-00000000/checkpoints/step-00000010', best: true }],
    'generate.prompt': HOSTILE_TEXTS.map((prompt) => ({ prompt })),
    'generate.text': HOSTILE_TEXTS.map((text) => ({ text })),
    'serve.request': [
      { route: '/v1/completions', body: { prompt: 'Call me', max_tokens: 5 } },
      { route: '/', body: {} },
    ],
    'trial.end': [
      { trial: 'trial-1', status: 'completed', value: 2.5 },
      { trial: 'trial-2', status: 'failed', value: null },
    ],
    ...own,
  };
}
