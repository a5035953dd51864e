// The flag that narrows a listing to one kind of plugin. The kinds are written out, since importing them would slow `--help` down.
import { Flags } from '@oclif/core';

export const KIND_NAMES = [
  'engine',
  'tokenizer',
  'dataset',
  'model',
  'optimizer',
  'schedule',
  'launcher',
  'metric',
  'tracker',
  'safety',
  'extension',
] as const;

export const kindFlag = Flags.option({ options: KIND_NAMES, summary: 'Only plugins of this kind.' })();
