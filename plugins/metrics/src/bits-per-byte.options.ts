// Options of the `bits-per-byte` metric: none.
import { defineOptions } from '@codex-ml/plugin-api';

export const bitsPerByteOptions = defineOptions({});
