// The `std/constant` schedule: the full rate after an optional warmup.
import { defineSchedule, type Schedule } from '@codex-ml/plugin-api';
import { constantOptions } from './constant.options.js';
import { planWarmup } from './schedules/warmup.js';

export default defineSchedule({
  id: 'constant',
  apiVersion: '^1.0',
  options: constantOptions,
  create({ options: { warmup }, steps, ctx }): Schedule {
    const phaseAt = planWarmup(ctx.id, warmup, steps);
    return {
      factor(step) {
        const phase = phaseAt(step);
        return phase.warming ? phase.factor : 1;
      },
    };
  },
});
