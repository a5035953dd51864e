// The `std/linear` schedule: warmup, then a straight line down to the floor at the last planned update.
import { defineSchedule, type Schedule } from '@codex-ml/plugin-api';
import { linearOptions } from './linear.options.js';
import { descend, planWarmup } from './schedules/warmup.js';

export default defineSchedule({
  id: 'linear',
  apiVersion: '^1.0',
  options: linearOptions,
  create({ options: { warmup, floor }, steps, ctx }): Schedule {
    const phaseAt = planWarmup(ctx.id, warmup, steps);
    return {
      factor(step) {
        const phase = phaseAt(step);
        return phase.warming ? phase.factor : descend(floor, phase.progress);
      },
    };
  },
});
