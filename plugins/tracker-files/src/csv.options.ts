// Options of the tracker `csv`: none, since its files have fixed names in the run folder.
import { defineOptions } from '@codex-ml/plugin-api';

export const csvOptions = defineOptions({});
