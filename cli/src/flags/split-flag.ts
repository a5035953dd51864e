// The flag that names a split of the data.

import type { SplitName } from '@codex-ml/plugin-api';
import { Flags } from '@oclif/core';

export const SPLIT_NAMES: readonly SplitName[] = Object.freeze(['train', 'validation', 'test']);

export const splitFlag = Flags.custom<SplitName>({
  summary: 'Split of the data.',
  options: SPLIT_NAMES,
});
