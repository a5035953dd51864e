// Options of the `std/cosine` schedule.
import { defineOptions } from '@codex-ml/plugin-api';
import { floorOption, warmupOption } from './schedules/schedule-options.js';

export const cosineOptions = defineOptions({ warmup: warmupOption, floor: floorOption });
