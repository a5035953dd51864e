// Option fields that several schedules have.
import { z } from '@codex-ml/plugin-api';

export const warmupOption = z
  .int()
  .min(0)
  .default(0)
  .describe('updates over which the learning rate rises linearly from 0 to its full value');

export const floorOption = z
  .number()
  .min(0)
  .max(1)
  .default(0)
  .describe('fraction of the base learning rate that is reached at the last planned update');
