// Linear warmup, and the progress of what follows it. Steps count from 1; the peak is the first step at the full rate.
import { codexError } from '@codex-ml/plugin-api';

/** Where a schedule stands at a step. */
export type Phase =
  | { readonly warming: true; readonly factor: number }
  /** Progress from 0 at the peak to 1 at the last planned step and after it. */
  | { readonly warming: false; readonly progress: number };

/**
 * @param schedule id for the message
 * @param warmup updates over which the factor rises as step / warmup; 0 for none
 * @param steps planned updates
 * @throws CML5303 when the warmup is longer than the plan
 */
export function planWarmup(schedule: string, warmup: number, steps: number): (step: number) => Phase {
  if (warmup > steps) throw codexError('CML5303', { schedule, warmup, steps }, { plugin: schedule });
  const peak = Math.max(warmup, 1);
  return (step) => {
    if (warmup > 0 && step < warmup) return { warming: true, factor: Math.max(step, 0) / warmup };
    // A plan that ends at its peak has no room to fall and stays at the full rate.
    if (steps === peak) return { warming: false, progress: 0 };
    return { warming: false, progress: Math.min(Math.max((step - peak) / (steps - peak), 0), 1) };
  };
}

/** The factor between 1 and `floor` for a fall of `fallen` in [0, 1], exact at both ends. */
export function descend(floor: number, fallen: number): number {
  return floor + (1 - floor) * (1 - fallen);
}
