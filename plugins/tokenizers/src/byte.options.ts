// Options of the `byte` tokenizer.
import { defineOptions } from '@codex-ml/plugin-api';
import { specialsOption } from './special-options.js';

export const byteOptions = defineOptions({ specials: specialsOption });
