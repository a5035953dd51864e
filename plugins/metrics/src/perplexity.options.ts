// Options of the `perplexity` metric: none.
import { defineOptions } from '@codex-ml/plugin-api';

export const perplexityOptions = defineOptions({});
