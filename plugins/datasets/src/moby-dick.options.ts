// Options of the `moby-dick` dataset: none.
import { defineOptions } from '@codex-ml/plugin-api';

export const mobyDickOptions = defineOptions({});
