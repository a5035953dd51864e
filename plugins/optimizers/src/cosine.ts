// The `std/cosine` schedule: warmup, then half a cosine down to the floor at the last planned update.
import { defineSchedule, type Schedule } from '@codex-ml/plugin-api';
import { cosineOptions } from './cosine.options.js';
import { descend, planWarmup } from './schedules/warmup.js';

/** Cosine annealing without restarts (Loshchilov and Hutter 2017, equation 5). */
export default defineSchedule({
  id: 'cosine',
  apiVersion: '^1.0',
  options: cosineOptions,
  create({ options: { warmup, floor }, steps, ctx }): Schedule {
    const phaseAt = planWarmup(ctx.id, warmup, steps);
    return {
      factor(step) {
        const phase = phaseAt(step);
        if (phase.warming) return phase.factor;
        return descend(floor, (1 - Math.cos(Math.PI * phase.progress)) / 2);
      },
    };
  },
});
