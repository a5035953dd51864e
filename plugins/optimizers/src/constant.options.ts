// Options of the `std/constant` schedule.
import { defineOptions } from '@codex-ml/plugin-api';
import { warmupOption } from './schedules/schedule-options.js';

export const constantOptions = defineOptions({ warmup: warmupOption });
