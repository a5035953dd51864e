// Options of the `token-accuracy` metric: none.
import { defineOptions } from '@codex-ml/plugin-api';

export const tokenAccuracyOptions = defineOptions({});
