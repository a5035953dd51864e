// Options of the `std/linear` schedule.
import { defineOptions } from '@codex-ml/plugin-api';
import { floorOption, warmupOption } from './schedules/schedule-options.js';

export const linearOptions = defineOptions({ warmup: warmupOption, floor: floorOption });
